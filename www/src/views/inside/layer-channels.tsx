/** All channels of a layer: how they are sorted, their maps, and the one that is pointed at laid over the picture. */
import { useMemo, useRef, useState } from "preact/hooks";
import type { LayerInfo, SeenLayer } from "../../engine/protocol";
import { type SortedChannels, sortedChannels } from "../../state/inside/channel-sort";
import { type ChannelSort, placeKey } from "../../state/inside/inside-state";
import { mapsOfLayer } from "../../state/inside/wished-layers";
import { mayBeNegative } from "../../state/neuron/convolution";
import { insideText } from "../../text/inside";
import { useApp } from "../app-context";
import { ChannelGrid } from "./channel-grid";
import { ChannelPreview } from "./channel-preview";
import { LayerSurveyState } from "./layer-survey-state";
import { LayerTools } from "./layer-tools";
import { strongestOf } from "./strongest-of";
import { useSeen } from "./use-seen";

export interface LayerChannelsProps {
  layer: number;
  layers: readonly LayerInfo[];
}

export function LayerChannels({ layer, layers }: LayerChannelsProps) {
  const { select } = useApp();
  const { sort, isOneScale } = select.inside.value;
  const seen = useSeen({ at: "layer", layer });
  const [pointed, setPointed] = useState<number | undefined>(undefined);
  const answer = seen.layers[0];
  const sorted = useSorted(answer, sort);
  const mapLayer = mapsOfLayer(layers, layer) ?? layer;
  const info = layers[layer];
  const mapInfo = layers[mapLayer];
  if (!answer || !info || !mapInfo) return null;
  const channel = pointed === undefined ? undefined : sorted?.channels[pointed];
  return (
    <div class="layer-channels" data-old={seen.isOld ? "" : undefined}>
      <div class="layer-grid">
        <LayerTools />
        <LayerSurveyState layer={mapLayer} />
        {sorted && (
          <ChannelGrid
            key={placeKey({ at: "layer", layer })}
            layer={layer}
            layers={layers}
            answer={answer}
            sorted={sorted}
            isOneScale={isOneScale}
            label={insideText.gridLabel(info)}
            nameOf={(position) => sentence(mapInfo, answer, sorted, position)}
            onPoint={setPointed}
          />
        )}
      </div>
      <ChannelPreview
        answer={answer}
        channel={channel}
        isSigned={mayBeNegative(mapInfo)}
        sentence={pointed === undefined || !sorted ? undefined : sentence(mapInfo, answer, sorted, pointed)}
      />
    </div>
  );
}

/** So long a live picture's channels keep their places. */
const MILLIS_BETWEEN_SORTS = 4000;

interface HeldOrder {
  sort: ChannelSort;
  ranking: unknown;
  sorted: SortedChannels;
  atMillis: number;
}

function useSorted(answer: SeenLayer | undefined, sort: ChannelSort): SortedChannels | undefined {
  const { select } = useApp();
  const { ranking } = select.inside.value;
  const isLive = select.trying.value.source.from === "camera";
  const held = useRef<HeldOrder | undefined>(undefined);
  return useMemo(() => {
    if (!answer) return undefined;
    const last = held.current;
    const isSame = last?.sort === sort && last.ranking === ranking;
    if (isLive && last && isSame && performance.now() - last.atMillis < MILLIS_BETWEEN_SORTS)
      return last.sorted;
    // Until the engine has an order, that of the picture stands in for it.
    const sorted =
      sortedChannels(sort, answer, ranking) ?? sortedChannels({ by: "contrast" }, answer, ranking);
    if (sorted) held.current = { sort, ranking, sorted, atMillis: performance.now() };
    return sorted;
  }, [answer, sort, ranking, isLive]);
}

function sentence(
  info: LayerInfo,
  answer: SeenLayer,
  { by, channels, values }: SortedChannels,
  position: number,
): string {
  const channel = channels[position] ?? 0;
  const name = insideText.tile(info, channel);
  const sortedBy = by === "number" ? "" : `, ${insideText.sortedValue(by, values?.[position] ?? 0)}`;
  return `${insideText.tileSeen(name, ...strongestOf(answer, channel))}${sortedBy}`;
}
