/** The unlabelled pictures: what of them is on view, the groups they fall into, and what the network takes them for. */
import type { EngineError, EpochReport, ExamplePrediction, SavedHead, Side } from "../../engine/protocol";

export interface UnlabelledState {
  view: PileView;
  /** How many groups the learner wants; absent for as many as fit best. */
  wantedGroups: number | undefined;
  groups: FoundGroups | undefined;
  groupsError: EngineError | undefined;
  /** Pictures that stay behind when their group becomes a class. */
  leftOutIds: ReadonlySet<number>;
  /** Names the learner gave, by the number of the group. */
  groupNames: ReadonlyMap<number, string>;
  /** What the head says about the pictures, as it was when it came to rest. */
  predictions: readonly ExamplePrediction[] | undefined;
  predictionsError: EngineError | undefined;
  /** 0.5 to 0.99: a class is supposed from this probability on. */
  threshold: number;
  order: SupposedOrder;
  /** Pictures of which the learner said that the supposed class is wrong. */
  rejectedIds: ReadonlySet<number>;
  /** 0.1 to 1: how much a supposed picture counts beside a labelled one. */
  weight: number;
  /** What the head learns from besides the labelled pictures. */
  teaching: Teaching | undefined;
  comparison: Comparison;
}

/** What the card of the pile shows. */
export type PileView = "pictures" | "groups" | "supposed";

export type SupposedOrder = "leastSure" | "surest";

/** As the engine found them: the largest group first, in each the most typical picture first. */
export interface FoundGroups {
  groups: readonly (readonly number[])[];
  /** How many the learner wanted when they were found. */
  wanted: number | undefined;
  /** 0 to 1: how much nearer pictures are to the middle of their own group than to the next one. */
  separation: number;
}

/** Supposed classes by picture. They count only while the picture is in the pile and the class is there. */
export interface Teaching {
  labels: ReadonlyMap<number, number>;
  weight: number;
}

export type Comparison =
  | { at: "none" }
  /** A second engine is being got ready. */
  | { at: "starting" }
  | { at: "running"; trial: "without" | "with"; doneEpochs: number; epochs: number }
  /** Without an error where the second engine could not be had. */
  | { at: "failed"; error: EngineError | undefined }
  | { at: "compared"; result: Compared };

/** Two heads that began alike and differ only in whether they learned from supposed pictures. */
export interface Compared {
  teaching: Teaching;
  epochs: number;
  /** Pictures that were held back; the same for both. */
  numChecked: number;
  without: Trial;
  with: Trial;
  /** Held-back pictures that only the head with the supposed ones gets right, and that only the other does. */
  numBetter: number;
  numWorse: number;
  sides: ReadonlyMap<number, Side>;
  /** The `datasetRevision` that both learned from. */
  revision: number;
}

export interface Trial {
  numRight: number;
  head: SavedHead;
  history: readonly EpochReport[];
}

export const initialUnlabelled: UnlabelledState = {
  view: "pictures",
  wantedGroups: undefined,
  groups: undefined,
  groupsError: undefined,
  leftOutIds: new Set(),
  groupNames: new Map(),
  predictions: undefined,
  predictionsError: undefined,
  threshold: 0.8,
  order: "leastSure",
  rejectedIds: new Set(),
  weight: 0.3,
  teaching: undefined,
  comparison: { at: "none" },
};

/** Begun and not yet over. */
export function isComparing({ at }: Comparison): boolean {
  return at === "starting" || at === "running";
}
