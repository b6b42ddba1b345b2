/** A race: the same pictures, splits and seeds through several ways of learning, in engines of its own. */
import type { NetworkChoice } from "../../engine/network-choice";
import type { EngineError, NetworkName, TrainingSettings } from "../../engine/protocol";
import type { AppState } from "../app-state";
import type { Depths } from "../deeper/depths";

export const CONTENDERS = ["neighbours", "head", "tail", "everything", "scratch"] as const;
export type Contender = (typeof CONTENDERS)[number];

/** What was drawn at random anyway has no other way to begin from scratch. */
export function contendersFor({ choice }: Pick<AppState["network"], "choice">): readonly Contender[] {
  return choice.from === "drawn" ? CONTENDERS.filter((contender) => contender !== "scratch") : CONTENDERS;
}

/** Of a network among those that race; there is never more than one of a kind. */
export type NetworkKey = `${NetworkName}/${NetworkChoice["from"]}`;

/** A way of learning with a network. */
export interface Entrant {
  key: EntrantKey;
  network: NetworkKey;
  contender: Contender;
}

export type EntrantKey = `${NetworkKey}/${Contender}`;

export interface RaceState {
  isOpen: boolean;
  /** Who takes part; the order is that of `CONTENDERS`. */
  contenders: ReadonlySet<Contender>;
  /** With which networks; absent for the one in use alone. */
  networks: ReadonlySet<NetworkKey> | undefined;
  /** All learn for as many epochs as training is set to, instead of for as many as suit each. */
  followsPlan: boolean;
  numSplits: number;
  phase: RacePhase;
  /** Of the race that goes on or came last. */
  course: RaceCourse | undefined;
  results: ReadonlyMap<EntrantKey, ContenderResult>;
  arrivals: ReadonlyMap<NetworkKey, Arrival>;
  /** Networks that could not be had, or would not go on. */
  failures: ReadonlyMap<NetworkKey, RaceFailure>;
}

export type RacePhase =
  | { at: "idle" }
  /** The second engine is on its way. */
  | { at: "starting" }
  /** A network is on its way into an engine. */
  | ({ at: "fetching"; receivedBytes: number; totalBytes: number | undefined } & RaceProgress)
  /** A network that is not in use looks at the pictures, which comes before it can learn from them. */
  | ({ at: "looking"; numDone: number; numPictures: number } & RaceProgress)
  | ({ at: "running"; contender: Contender; split: number } & RaceProgress)
  /** It came to its end, or was stopped by the learner before that. */
  | { at: "over"; isWhole: boolean }
  | { at: "failed"; error: EngineError | undefined };

interface RaceProgress {
  choice: NetworkChoice;
  /** 0 to 1, of the whole race. */
  share: number;
  /** Absent before anything was done that could be timed. */
  leftMillis: number | undefined;
}

/** What all contenders had in common, and what each was set to: the page may have moved on since. */
export interface RaceCourse {
  networks: readonly RacingNetwork[];
  /** Others than the one in use take part, so that each has to be named. */
  namesNetworks: boolean;
  entrants: readonly Entrant[];
  numSplits: number;
  numTraining: number;
  numChecked: number;
  numClasses: number;
  /** The `datasetRevision` of its pictures. */
  revision: number;
  plans: ReadonlyMap<EntrantKey, ContenderPlan>;
}

export interface RacingNetwork {
  key: NetworkKey;
  choice: NetworkChoice;
  depths: Depths;
}

export interface ContenderPlan {
  settings: TrainingSettings;
  /** Epochs of the head alone, which come first. */
  headEpochs: number;
  /** Epochs with blocks of the network. */
  deepEpochs: number;
}

/** What it took to have a network that could learn. */
export interface Arrival {
  /** Of its file; none for what was drawn. */
  weightBytes: number;
  /** To look at every picture; absent where nobody else raced, and nothing had to be compared. */
  lookingMillis: number | undefined;
}

export interface RaceFailure {
  /** Whether it had arrived before. */
  at: "fetching" | "learning";
  error: EngineError | undefined;
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

/** What came out, as far as it outlives a change of the network. */
export type RaceOutcome = Pick<RaceState, "course" | "results" | "arrivals" | "failures">;

export type RaceAction =
  | { type: "opened"; isOpen: boolean }
  | { type: "chosen"; contender: Contender; takesPart: boolean }
  | { type: "set"; change: Partial<Pick<RaceState, "contenders" | "networks" | "followsPlan" | "numSplits">> }
  | { type: "begun" }
  | { type: "drawn"; course: RaceCourse }
  | { type: "progressed"; phase: Extract<RacePhase, { at: "fetching" | "looking" | "running" }> }
  | { type: "arrived"; network: NetworkKey; arrival: Arrival }
  | { type: "networkFailed"; network: NetworkKey; failure: RaceFailure }
  | { type: "measured"; entrant: EntrantKey; run: ContenderRun }
  | { type: "kept"; outcome: RaceOutcome }
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
  networks: undefined,
  followsPlan: false,
  numSplits: 5,
  phase: { at: "idle" },
  course: undefined,
  results: new Map(),
  arrivals: new Map(),
  failures: new Map(),
};

export function isRacing({ phase: { at } }: Pick<RaceState, "phase">): boolean {
  return at !== "idle" && at !== "over" && at !== "failed";
}

export function entrantKey(network: NetworkKey, contender: Contender): EntrantKey {
  return `${network}/${contender}`;
}
