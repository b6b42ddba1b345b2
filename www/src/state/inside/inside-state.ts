/** Where in the network the learner is looking, and what was seen there. */
import type { ChannelOrder, EngineError, LayerInfo, SeenLayer } from "../../engine/protocol";
import type { TrySource } from "../app-state";
import type { SurveyEnd } from "../neuron/survey-layer";

export interface InsideState {
  /** The network is opened in place of the quiet strip. */
  isOpen: boolean;
  place: InsidePlace;
  /** As the engine lists them; absent until it has been asked. */
  layers: readonly LayerInfo[] | undefined;
  /** Why they are absent. */
  layersError: EngineError | undefined;
  /** Where the address leads, while the layers it names are not known yet. */
  wantedAddress: string | undefined;
  /** Back, forward or a link led to the place, and no choice on the page. */
  cameByAddress: boolean;
  /** Grows whenever the layers behind pooling may have become others. */
  headRevision: number;
  /** What the network made of a picture, for each depth of looking. */
  seen: Readonly<Partial<Record<SeenLevel, Seen>>>;
  sort: ChannelSort;
  /** All channels of a layer on one scale of colours, or each on its own. */
  isOneScale: boolean;
  ranking: Ranking | undefined;
  survey: LayerSurvey | undefined;
}

/** From the whole network down to one number; layers as `LayerInfo` numbers them, everything from 0. */
export type InsidePlace =
  | { at: "map" }
  | { at: "block"; block: number }
  | { at: "layer"; layer: number }
  | { at: "channel"; layer: number; channel: number }
  | { at: "value"; layer: number; channel: number; row: number; column: number };

export type SeenLevel = "map" | "block" | "layer";

/** The answer about one place and one picture, or why there is none. */
export type Seen = { place: string; source: TrySource } & (
  | { layers: readonly SeenLayer[] }
  | { error: EngineError }
);

/** How the channels of a layer are sorted: the last three over all pictures of the learner. */
export type ChannelSort = { by: "number" } | { by: "contrast" } | { by: "mean" } | ChannelOrder;

/** The engine's answer to how the channels of a layer are sorted over all pictures. */
export type Ranking = { layer: number; order: ChannelOrder } & (
  | { channels: readonly number[]; values: Float32Array }
  | { error: EngineError }
);

/** A look through all pictures with one layer in mind, which its sorting needs. */
export interface LayerSurvey {
  layer: number;
  done: number;
  total: number;
  state: { at: "running" } | { at: "stopped" } | { at: "failed"; error: EngineError };
}

export type InsideAction =
  | { type: "opened"; isOpen: boolean }
  | { type: "wentTo"; place: InsidePlace }
  | { type: "addressRead"; address: string }
  | { type: "seen"; level: SeenLevel; seen: Seen }
  | { type: "sorted"; sort: ChannelSort }
  | { type: "scaled"; isOneScale: boolean }
  | { type: "surveyWished"; layer: number }
  | { type: "surveyStopped" }
  | { type: "surveyProgressed"; layer: number; done: number; total: number }
  | { type: "surveyEnded"; layer: number; end: SurveyEnd };

export const initialInside: InsideState = {
  isOpen: false,
  place: { at: "map" },
  layers: undefined,
  layersError: undefined,
  wantedAddress: undefined,
  cameByAddress: false,
  headRevision: 0,
  seen: {},
  sort: { by: "contrast" },
  isOneScale: false,
  ranking: undefined,
  survey: undefined,
};

/** The same for the same place, however often it is visited. */
export function placeKey(place: InsidePlace): string {
  switch (place.at) {
    case "map":
      return "map";
    case "block":
      return `block ${place.block}`;
    case "layer":
      return `layer ${place.layer}`;
    case "channel":
      return `channel ${place.layer} ${place.channel}`;
    case "value":
      return `value ${place.layer} ${place.channel} ${place.row} ${place.column}`;
    default:
      return place satisfies never;
  }
}

/** Where the answer about a place is kept; a channel's own view keeps it by itself. */
export function seenLevel(place: InsidePlace): SeenLevel | undefined {
  return place.at === "channel" || place.at === "value" ? undefined : place.at;
}

/** Only the engine, which has looked at all pictures, can sort by these. */
export function engineOrder(sort: ChannelSort): ChannelOrder | undefined {
  return sort.by === "strength" || sort.by === "variance" || sort.by === "class" ? sort : undefined;
}

export function isSameOrder(one: ChannelOrder | undefined, other: ChannelOrder | undefined): boolean {
  const classOf = (order: ChannelOrder | undefined) => (order?.by === "class" ? order.classId : undefined);
  return one?.by === other?.by && classOf(one) === classOf(other);
}
