/** Everything on the map that leads somewhere: layers by their names, their maps, and the list of features. */
import type { MapGeometry } from "../../draw/map-geometry";
import type { LayerInfo } from "../../engine/protocol";
import type { InsidePlace } from "../../state/inside/inside-state";
import { insideText } from "../../text/inside";
import type { FieldLink } from "./tile-field";

/** The channels that there are maps of, for each layer on the map, as far as they are known. */
export type ShownChannels = ReadonlyMap<number, readonly number[]>;

export function mapLinks(
  geometry: MapGeometry,
  layers: readonly LayerInfo[],
  shown: ShownChannels,
): FieldLink[] {
  const links = geometry.layers.flatMap((placed): FieldLink[] => {
    const { layer, tileSide, tiles, head } = placed;
    const info = layers[layer];
    if (!info) return [];
    const place: InsidePlace =
      info.block === undefined ? { at: "layer", layer } : { at: "block", block: info.block };
    const label = info.block === undefined ? insideText.mapLayer(info) : insideText.mapBlock(info);
    const channels = shown.get(layer) ?? [];
    const maps = tiles.slice(0, channels.length).map(({ x, y }, index): FieldLink => {
      const channel = channels[index] ?? 0;
      const box = { x, y, width: tileSide, height: tileSide };
      return {
        ...box,
        kind: "map",
        place: { at: "channel", layer, channel },
        label: insideText.tile(info, channel),
        map: { ...box, layer, index },
      };
    });
    const name = geometry.isWide ? insideText.shortName(info) : insideText.longName(info);
    return [{ ...head, kind: "head", place, label, children: name }, ...maps];
  });
  const pooling = layers.findIndex(({ kind }) => kind === "pooling");
  const info = layers[pooling];
  if (!info) return links;
  const label = insideText.features(info.channelsOut);
  const { x, y, width, height } = geometry.features;
  // Wide enough to be hit, however thin it is drawn.
  const room = geometry.isWide
    ? { x: x - 8, width: width + 16, y, height }
    : { x, width, y: y - 8, height: height + 16 };
  return [...links, { ...room, kind: "strip", place: { at: "layer", layer: pooling }, label }];
}
