/** One block of the network: its two or three layers with many of their channels, and what goes around them. */
import { useMemo, useState } from "preact/hooks";
import { type BlockGeometry, blockGeometry, SKIP_HEIGHT } from "../../draw/block-geometry";
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
  const depthwise = infos.find(({ kind }) => kind === "depthwise");
  const hasSkip = last?.skip !== undefined;
  const geometry = useMemo(() => {
    const shown = numbers.map((layer) => ({
      layer,
      numMaps: Math.min(MOST_IN_BLOCK, layers[layer]?.channelsOut ?? 0),
    }));
    return blockGeometry(width, shown, hasSkip);
  }, [numbers, layers, width, hasSkip]);
  const shownKey = seen.layers.map(({ layer, channels }) => `${layer}:${channels}`).join(" ");
  const links = useMemo(() => {
    const shown = new Map(seen.layers.map(({ layer, channels }) => [layer, channels]));
    return blockLinks(geometry, layers, shown);
  }, [geometry, layers, shownKey]);
  return (
    <div ref={place} class="block-view">
      {first && depthwise && last && (
        <p class="quiet inside-intro">
          {insideText.blockIntro(first, depthwise, last)}
          {hasSkip && ` ${insideText.skipShort}`}
        </p>
      )}
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
        <BlockFlow width={width} geometry={geometry} hasSkip={hasSkip} />
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
  return geometry.layers.flatMap(({ layer, head, tiles, tileSide }): FieldLink[] => {
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
        <span class="quiet">{insideText.partKind(info)}</span>
      </>
    );
    return [{ ...head, kind: "head", place: { at: "layer", layer }, children: name }, ...maps];
  });
}

interface BlockFlowProps {
  width: number;
  geometry: BlockGeometry;
  hasSkip: boolean;
}

/** From layer to layer through the middle of their maps; the skip connection goes around above. */
function BlockFlow({ width, geometry, hasSkip }: BlockFlowProps) {
  const { layers, isWide, height } = geometry;
  const [first, last] = [layers[0], layers.at(-1)];
  if (!isWide || !first || !last) return null;
  const top = Math.min(...layers.map((layer) => layer.tiles[0]?.y ?? 0));
  const middle = (top + height) / 2;
  const plusX = width - 14;
  const lastEnd = last.x + last.width;
  return (
    <svg class="map-flow" width={width} height={height} aria-hidden="true">
      {layers.slice(1).map((to, index) => {
        const from = layers[index] ?? to;
        return (
          <path key={to.layer} class="flow-line" d={`M${from.x + from.width + 6} ${middle}H${to.x - 6}`} />
        );
      })}
      {hasSkip && (
        <g class="flow-skip">
          <path d={`M${first.x - 6} ${middle}H14`} class="flow-line" />
          <path
            d={`M14 ${middle}V${SKIP_HEIGHT / 2 + 8}q0 -10 10 -10H${plusX - 10}q10 0 10 10V${middle - 9}`}
          />
          <circle cx={plusX} cy={middle} r="8" />
          <path d={`M${plusX - 4} ${middle}h8M${plusX} ${middle - 4}v8`} />
          <path d={`M${lastEnd + 6} ${middle}H${plusX - 9}`} class="flow-line" />
          <text x={width / 2} y={SKIP_HEIGHT / 2 - 4} text-anchor="middle">
            {insideText.skip}
          </text>
        </g>
      )}
    </svg>
  );
}
