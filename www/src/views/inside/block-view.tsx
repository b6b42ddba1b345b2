/** One block of the network: its two or three layers with many of their channels, and what goes around them. */
import { useMemo, useState } from "preact/hooks";
import {
  type Around,
  type BlockGeometry,
  blockGeometry,
  type PlacedBlockLayer,
} from "../../draw/block-geometry";
import { useElementWidth } from "../../draw/element-width";
import type { LayerInfo } from "../../engine/protocol";
import { blockLayerNumbers, MOST_IN_BLOCK } from "../../state/inside/wished-layers";
import { insideText } from "../../text/inside";
import { BlockDepth, MovedMark } from "../deeper/layer-depth";
import { Pointed } from "./pointed";
import { type FieldLink, TileField } from "./tile-field";
import { useSeen } from "./use-seen";

export function BlockView({ block, layers }: { block: number; layers: readonly LayerInfo[] }) {
  const [place, width] = useElementWidth<HTMLDivElement>(880);
  const [pointed, setPointed] = useState<FieldLink | undefined>(undefined);
  const seen = useSeen({ at: "block", block });
  const numbers = useMemo(() => blockLayerNumbers(layers, block), [layers, block]);
  const infos = numbers.flatMap((layer) => layers[layer] ?? []);
  const [first, last] = [infos[0], infos.at(-1)];
  const shortcut =
    last?.skip === undefined ? undefined : infos.find((info) => info === layers[last.skip ?? 0]);
  const hasSkip = last?.skip !== undefined;
  const geometry = useMemo(() => {
    const shown = numbers.map((layer) => ({
      layer,
      numMaps: Math.min(MOST_IN_BLOCK, layers[layer]?.channelsOut ?? 0),
      isAside: shortcut !== undefined && layers[layer] === shortcut,
    }));
    return blockGeometry(width, shown, hasSkip);
  }, [numbers, layers, width, hasSkip, shortcut]);
  const shownKey = seen.layers.map(({ layer, channels }) => `${layer}:${channels}`).join(" ");
  const links = useMemo(() => {
    const shown = new Map(seen.layers.map(({ layer, channels }) => [layer, channels]));
    return blockLinks(geometry, layers, shown);
  }, [geometry, layers, shownKey]);
  return (
    <div ref={place} class="block-view">
      {first && last && <p class="quiet inside-intro">{inWords(infos, first, last, shortcut)}</p>}
      <BlockDepth block={block} />
      <TileField
        width={width}
        height={geometry.height}
        links={links}
        seen={seen.layers}
        layers={layers}
        label={insideText.block(block)}
        isOld={seen.isOld}
        onPoint={setPointed}
      >
        <BlockFlow width={width} geometry={geometry} shortcut={shortcut} />
      </TileField>
      <Pointed link={pointed} seen={seen.layers} hint={insideText.blockHint} />
    </div>
  );
}

function blockLinks(
  geometry: BlockGeometry,
  layers: readonly LayerInfo[],
  shown: ReadonlyMap<number, readonly number[]>,
): FieldLink[] {
  return geometry.layers.flatMap(({ layer, isAside, head, tiles, tileSide }): FieldLink[] => {
    const info = layers[layer];
    if (!info) return [];
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
    const name = (
      <>
        <span class="block-part">
          <b>{insideText.part(info)}</b> <MovedMark layer={layer} info={info} />
        </span>{" "}
        <span class="quiet">
          {insideText.partKind(info)}
          {isAside && ` · ${insideText.goesAround}`}
        </span>
      </>
    );
    return [{ ...head, kind: "head", place: { at: "layer", layer }, children: name }, ...maps];
  });
}

/** What the block does, and what goes past it. */
function inWords(
  infos: readonly LayerInfo[],
  first: LayerInfo,
  last: LayerInfo,
  shortcut: LayerInfo | undefined,
): string {
  const depthwise = infos.find(({ kind }) => kind === "depthwise");
  const own = depthwise
    ? insideText.blockIntro(first, depthwise, last)
    : insideText.residualIntro(first, last);
  if (shortcut) return `${own} ${insideText.shortcutShort(shortcut)}`;
  if (last.skip === undefined) return own;
  return `${own} ${last.activation === "none" ? insideText.skipShort : insideText.skipBefore}`;
}

interface BlockFlowProps {
  width: number;
  geometry: BlockGeometry;
  /** The layer on the way around. */
  shortcut: LayerInfo | undefined;
}

/** From layer to layer through the middle of their maps; what goes around joins before the last layer's maps. */
function BlockFlow({ width, geometry, shortcut }: BlockFlowProps) {
  const { layers, isWide, height, around } = geometry;
  const onTheWay = layers.filter(({ isAside }) => !isAside);
  const first = onTheWay[0];
  if (!isWide || !first) return null;
  const top = Math.min(...onTheWay.map((layer) => layer.tiles[0]?.y ?? 0));
  const middle = around?.middle ?? (top + height) / 2;
  const numLast = onTheWay.length - 1;
  return (
    <svg class="map-flow" width={width} height={height} aria-hidden="true">
      {onTheWay.slice(1).map((to, index) => {
        const from = onTheWay[index] ?? to;
        const [start, end] = [from.x + from.width + 6, to.x - 6];
        const isSum = around !== undefined && index + 1 === numLast;
        const line = isSum
          ? `M${start} ${middle}H${around.plusX - 9}M${around.plusX + 9} ${middle}H${end}`
          : `M${start} ${middle}H${end}`;
        return <path key={to.layer} class="flow-line" d={line} />;
      })}
      {around && (
        <g class="flow-skip">
          <path d={`M${first.x - 6} ${middle}H14`} class="flow-line" />
          <AroundLine around={around} aside={layers.find(({ isAside }) => isAside)} />
          <circle cx={around.plusX} cy={middle} r="8" />
          <path d={`M${around.plusX - 4} ${middle}h8M${around.plusX} ${middle - 4}v8`} />
          {!shortcut && (
            <text x={(14 + around.plusX) / 2} y={around.y - 4} text-anchor="middle">
              {insideText.skip}
            </text>
          )}
        </g>
      )}
    </svg>
  );
}

/** Interrupted where there is a layer on it. */
function AroundLine({ around, aside }: { around: Around; aside: PlacedBlockLayer | undefined }) {
  const { y, plusX, middle } = around;
  const across = aside ? `H${aside.x - 6}M${aside.x + aside.width + 6} ${y}H${plusX - 10}` : `H${plusX - 10}`;
  return <path d={`M14 ${middle}V${y + 10}q0 -10 10 -10${across}q10 0 10 10V${middle - 9}`} />;
}
