/** Why the network says what it says, and how one number comes about: what was asked, and the answers. */
import type {
  ChannelPlace,
  ClassMap,
  EngineError,
  ExplainedValue,
  WeighedNeurons,
} from "../../engine/protocol";

export interface ExplainState {
  /** About single values, newest first. */
  values: readonly Answered<ValueQuestion, ExplainedValue>[];
  /** What the channel of the value on view makes of the picture in hand. */
  channelMap: Answered<ChannelPlace, ChannelPlaces> | undefined;
  /** Classes in the order of the head's last layer; absent until the head has said something. */
  headClassIds: readonly number[] | undefined;
  /** Grows whenever the head changes: what was said about it before is no longer true. */
  headRevision: number;
  /** The layer whose places are laid over the picture; absent for the exact map of the last one. */
  mapLayer: number | undefined;
  /** Explain the lead over this class instead of the score. */
  against: number | undefined;
  isSumOpen: boolean;
  /** Newest first. */
  maps: readonly Answered<MapQuestion, ClassMap>[];
  sums: readonly Answered<SumQuestion, WeighedNeurons>[];
}

/** The answer to a question, or why there is none. */
export type Answered<Question, Found> = { of: Question } & ({ found: Found } | { error: EngineError });

export interface ValuePlace extends ChannelPlace {
  row: number;
  column: number;
}

export interface ValueQuestion extends ValuePlace {
  /** A remembered epoch, where the head has a part in the value; absent for now. */
  epoch: number | undefined;
}

/** Row by row. */
export interface ChannelPlaces {
  side: number;
  values: Float32Array;
}

export interface SumQuestion {
  classId: number;
  against: number | undefined;
  /** A remembered epoch; absent for now. */
  epoch: number | undefined;
}

export interface MapQuestion extends SumQuestion {
  layer: number;
}

export type ExplainAction =
  | { type: "mapLayerChosen"; layer: number | undefined }
  | { type: "againstChosen"; classId: number | undefined }
  | { type: "sumOpened"; isOpen: boolean };

export const initialExplain: ExplainState = {
  values: [],
  channelMap: undefined,
  headClassIds: undefined,
  headRevision: 0,
  mapLayer: undefined,
  against: undefined,
  isSumOpen: false,
  maps: [],
  sums: [],
};

/** Neurons of a sum that are named; all others are one number. */
export const MOST_NEURONS = 8;

/** More than any network has: what is named of one epoch must be known of the one that it is compared with. */
export const ALL_NEURONS = 65_536;

/** Two epochs, each with and without the last change of mind. */
export const MOST_ANSWERS = 4;

export function isSameChannel(one: ChannelPlace | undefined, other: ChannelPlace | undefined): boolean {
  return one?.layer === other?.layer && one?.channel === other?.channel;
}

export function isSameValue(one: ValuePlace | undefined, other: ValuePlace | undefined): boolean {
  return isSameChannel(one, other) && one?.row === other?.row && one?.column === other?.column;
}

export function isSameValueQuestion(one: ValueQuestion, other: ValueQuestion): boolean {
  return isSameValue(one, other) && one.epoch === other.epoch;
}

export function isSameSum(one: SumQuestion, other: SumQuestion): boolean {
  return one.classId === other.classId && one.against === other.against && one.epoch === other.epoch;
}

export function isSameMap(one: MapQuestion, other: MapQuestion): boolean {
  return one.layer === other.layer && isSameSum(one, other);
}
