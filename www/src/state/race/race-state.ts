/** A race: the same pictures, splits and seeds through several ways of learning, in an engine of its own. */
import type { EngineError, TrainingSettings } from "../../engine/protocol";
import type { AppState } from "../app-state";
import type { Depths } from "../deeper/depths";

export const CONTENDERS = ["neighbours", "head", "tail", "everything", "scratch"] as const;
export type Contender = (typeof CONTENDERS)[number];

/** What was drawn at random anyway has no other way to begin from scratch. */
export function contendersFor({ choice }: AppState["network"]): readonly Contender[] {
  return choice.from === "drawn" ? CONTENDERS.filter((contender) => contender !== "scratch") : CONTENDERS;
}

export interface RaceState {
  isOpen: boolean;
  /** Who takes part; the order is that of `CONTENDERS`. */
  contenders: ReadonlySet<Contender>;
  numSplits: number;
  phase: RacePhase;
  /** Of the race that goes on or came last. */
  course: RaceCourse | undefined;
  results: ReadonlyMap<Contender, ContenderResult>;
}

export type RacePhase =
  | { at: "idle" }
  /** The second engine is on its way. */
  | { at: "starting" }
  | {
      at: "running";
      contender: Contender;
      split: number;
      /** 0 to 1, of the whole race. */
      share: number;
      /** Absent before anything was done that could be timed. */
      leftMillis: number | undefined;
    }
  /** It came to its end, or was stopped by the learner before that. */
  | { at: "over"; isWhole: boolean }
  | { at: "failed"; error: EngineError | undefined };

/** What all contenders had in common, and what each was set to: the page may have moved on since. */
export interface RaceCourse {
  contenders: readonly Contender[];
  numSplits: number;
  numTraining: number;
  numChecked: number;
  numClasses: number;
  /** Of the network that was taught. */
  depths: Depths;
  /** The `datasetRevision` of its pictures. */
  revision: number;
  plans: ReadonlyMap<Contender, ContenderPlan>;
}

export interface ContenderPlan {
  settings: TrainingSettings;
  /** Epochs of the head alone, which come first. */
  headEpochs: number;
  /** Epochs with blocks of the network. */
  deepEpochs: number;
}

/** One entry a split, in the order in which they were run. */
export interface ContenderResult {
  /** Share of right answers on the pictures held back. */
  accuracies: readonly number[];
  /** The same after every epoch of a split. */
  curves: readonly (readonly number[])[];
  /** From the first command to the last answer. */
  millis: readonly number[];
  /** What it learned, or for neighbours what it must remember, as numbers of four bytes. */
  numBytes: number;
}

export type RaceAction =
  | { type: "opened"; isOpen: boolean }
  | { type: "chosen"; contender: Contender; takesPart: boolean }
  | { type: "splitsChosen"; numSplits: number }
  | { type: "begun" }
  | { type: "drawn"; course: RaceCourse }
  | { type: "progressed"; phase: Extract<RacePhase, { at: "running" }> }
  | { type: "measured"; contender: Contender; run: ContenderRun }
  | { type: "ended"; phase: Extract<RacePhase, { at: "over" | "failed" }> };

/** One contender on one split. */
export interface ContenderRun {
  accuracy: number;
  curve: readonly number[];
  millis: number;
  numBytes: number;
}

export const FEWEST_SPLITS = 3;
export const MOST_SPLITS = 10;

export const initialRace: RaceState = {
  isOpen: false,
  contenders: new Set(["neighbours", "head", "tail"]),
  numSplits: 5,
  phase: { at: "idle" },
  course: undefined,
  results: new Map(),
};

export function isRacing({ phase }: Pick<RaceState, "phase">): boolean {
  return phase.at === "starting" || phase.at === "running";
}
