/** How the head learned, epoch by epoch: what the timeline shows, and the answers it needs. */
import type { EngineError, HeadWeights, LearningReplay, Projection } from "../../engine/protocol";

export interface LearningState {
  isOpen: boolean;
  /** The epoch that every view shows; absent for now. */
  shownEpoch: number | undefined;
  /** The epoch that every view shows beside it; absent while nothing is compared. 0 is before training. */
  comparedEpoch: number | undefined;
  /** How long each epoch stays while the timeline plays; absent while it stands still. */
  stepMillis: number | undefined;
  arrangement: Arrangement;
  /** Grows whenever the engine forgot what was before. */
  historyRevision: number;
  /** What the head said about all pictures after each remembered epoch. */
  replay: LearningReplay | undefined;
  replayError: EngineError | undefined;
  weights: WeightsOfEpochs;
  /** The class that the head was told for each picture: it may have been moved since. */
  toldClassIds: ReadonlyMap<number, number>;
  neighbourMap: NeighbourMap;
}

/** What decides where a picture lies on the map: its scores, its features, or which pictures it resembles. */
export type Arrangement = Projection | "neighbours";

export interface WeightsOfEpochs {
  shown: HeadWeights | undefined;
  compared: HeadWeights | undefined;
  error: EngineError | undefined;
}

/** The arrangement that takes long and is only made on request. */
export type NeighbourMap =
  | { at: "none" }
  | { at: "running"; done: number; total: number }
  | { at: "stopped" }
  | { at: "failed" }
  | { at: "made"; placed: PlacedPictures };

export interface PlacedPictures {
  exampleIds: readonly number[];
  /** `[exampleIds.length, 2]` */
  positions: Float32Array;
  /** Of how many pictures these are a sample, when not all were taken. */
  numPictures: number;
}

export type LearningAction =
  | { type: "opened"; isOpen: boolean }
  | { type: "epochsChosen"; shownEpoch: number | undefined; comparedEpoch: number | undefined }
  | { type: "playingChanged"; stepMillis: number | undefined }
  | { type: "arranged"; arrangement: Arrangement }
  | { type: "neighboursChanged"; neighbourMap: NeighbourMap };

export const NO_WEIGHTS: WeightsOfEpochs = { shown: undefined, compared: undefined, error: undefined };

export const initialLearning: LearningState = {
  isOpen: false,
  shownEpoch: undefined,
  comparedEpoch: undefined,
  stepMillis: undefined,
  arrangement: "logits",
  historyRevision: 0,
  replay: undefined,
  replayError: undefined,
  weights: NO_WEIGHTS,
  toldClassIds: new Map(),
  neighbourMap: { at: "none" },
};

/** The map by neighbours has no epochs of its own: what it lies upon is asked with the scores. */
export function projectionOf(arrangement: Arrangement): Projection {
  return arrangement === "features" ? "features" : "logits";
}
