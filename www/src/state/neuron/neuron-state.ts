/** One channel of the network: what it is made of, what excites it, and what happens without it. */
import type { ChannelPictures, ChannelPlace, ChannelWeights, EngineError } from "../../engine/protocol";
import type { SurveyEnd } from "./survey-layer";

export interface NeuronState {
  /** The channel on view; absent while the learner looks at something else. */
  of: ChannelPlace | undefined;
  /** What it makes of the picture in hand. */
  map: Finding<ChannelMap> | undefined;
  weights: Finding<ChannelWeights> | undefined;
  /** The learner's pictures, most exciting first. */
  pictures: Finding<ChannelPictures> | undefined;
  /** Pictures that the engine has looked at with each layer in mind. */
  surveyed: ReadonlyMap<number, ReadonlySet<number>>;
  /** The newest look through all pictures. */
  survey: Survey | undefined;
  /** What the learner decided about looking through all pictures for a layer. */
  surveyWish: { layer: number; isWanted: boolean } | undefined;
  growth: Growth | undefined;
  /** Channels held at zero, in the order in which they were. */
  silenced: readonly ChannelPlace[];
  silencing: Silencing | undefined;
}

/** The answer to a question about a channel, or why there is none. */
export type Finding<Found> = { of: ChannelPlace } & ({ found: Found } | { error: EngineError });

/** Row by row. */
export interface ChannelMap {
  side: number;
  values: Float32Array;
}

export interface Survey {
  layer: number;
  done: number;
  total: number;
  state: { at: "running" } | { at: "stopped" } | { at: "failed"; error: EngineError };
}

/** A picture that the network likes better and better. */
export interface Growth {
  of: ChannelPlace;
  seed: number;
  /** The learner wants more steps; pausing is not wanting. */
  isWanted: boolean;
  step: number;
  /** Where the run that goes on comes to its end. */
  targetStep: number;
  picture: { side: number; pixels: Uint8Array } | undefined;
  /** After each answer: how many steps there were in all, and how strongly the picture excites the channel. */
  curve: readonly { step: number; excitement: number }[];
  error: EngineError | undefined;
}

/** What the head says about the picture in hand with and without the silenced channels. */
export type Silencing =
  | { classIds: readonly number[]; before: readonly number[]; after: readonly number[] }
  | { error: EngineError };

export type NeuronAction =
  | { type: "turnedTo"; of: ChannelPlace | undefined }
  | { type: "surveyWished"; layer: number; isWanted: boolean }
  | { type: "surveyProgressed"; layer: number; done: number; total: number }
  | { type: "surveyEnded"; layer: number; end: SurveyEnd }
  | { type: "growthBegun"; of: ChannelPlace; seed: number }
  | { type: "growthWanted"; isWanted: boolean }
  | { type: "silencedChanged"; silenced: readonly ChannelPlace[] };

export const initialNeuron: NeuronState = {
  of: undefined,
  map: undefined,
  weights: undefined,
  pictures: undefined,
  surveyed: new Map(),
  survey: undefined,
  surveyWish: undefined,
  growth: undefined,
  silenced: [],
  silencing: undefined,
};

/** Steps after which a growing picture rests: by then it has long stopped changing its mind. */
export const STEPS_TO_GROW = 160;

export function isSamePlace(one: ChannelPlace | undefined, other: ChannelPlace | undefined): boolean {
  return one?.layer === other?.layer && one?.channel === other?.channel;
}

/** What was found for this channel, or went wrong. */
export function findingFor<Found>(
  finding: Finding<Found> | undefined,
  of: ChannelPlace,
): Finding<Found> | undefined {
  return finding && isSamePlace(finding.of, of) ? finding : undefined;
}
