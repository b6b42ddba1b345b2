/** Everything the page knows, as one value that only `reduce` replaces. */
import type { NetworkChoice } from "../engine/network-choice";
import type {
  BackboneInfo,
  ClassEvidence,
  Device,
  EngineError,
  EpochReport,
  ExamplePrediction,
  GpuRefusal,
  NetworkName,
  SavedHead,
  Schedule,
  ScheduleShape,
  Side,
  TrainingSettings,
} from "../engine/protocol";
import type { CameraProblem, Refusal } from "../inputs/picture";
import type { DeeperState } from "./deeper/deeper-state";
import type { ExplainState } from "./explain/explain-state";
import type { InsideState } from "./inside/inside-state";
import type { LearningState } from "./learning/learning-state";
import type { NetworkState } from "./network/network-state";
import type { NeuronState } from "./neuron/neuron-state";
import type { RaceState } from "./race/race-state";
import type { Teaching, UnlabelledState } from "./unlabelled/unlabelled-state";

export interface AppState {
  /** In the learner's order. */
  classes: readonly LearnerClass[];
  /** In the order they were added. */
  examples: ReadonlyMap<number, Example>;
  /** Grows whenever what the head would learn from changes; tells whether the engine is up to date. */
  datasetRevision: number;
  selection: Selection;
  adding: Adding;
  refusals: readonly Refusal[];
  undoStack: readonly UndoEntry[];
  engine: EngineState;
  network: NetworkState;
  embedding: Embedding;
  plan: LearningPlan;
  training: Training;
  trying: Trying;
  inside: InsideState;
  neuron: NeuronState;
  explain: ExplainState;
  learning: LearningState;
  deeper: DeeperState;
  race: RaceState;
  unlabelled: UnlabelledState;
  camera: CameraState;
  storage: StorageState;
  notices: readonly Notice[];
  /** Which of the three columns a narrow screen shows. */
  step: Step;
  appearance: Appearance;
  /** The drawer of settings below training. */
  isAdvancedOpen: boolean;
}

export interface LearnerClass {
  id: number;
  name: string;
  /** Place in the palette of `draw/colours.ts`. */
  colour: number;
}

/** One picture of the learner. Pixels and features live outside of the state, in `picture-data.ts`. */
export interface Example {
  id: number;
  /** `PILE_ID` for one without a label. */
  classId: number;
  name: string;
  blob: Blob;
  groupKey: string;
  addedAtMillis: number;
  /** Kept once drawn, so that a picture once trained on is never validated on. */
  side: Side | undefined;
  /** The engine holds its features. */
  isEmbedded: boolean;
}

export interface Selection {
  exampleIds: ReadonlySet<number>;
  /** While true, a plain click adds to the selection: the way to several pictures without a keyboard. */
  isGathering: boolean;
}

/** Pictures being read from files right now; absent counts mean nothing is being read. */
export type Adding = { isReading: false } | { isReading: true; doneFiles: number; totalFiles: number };

/** What brings back the state before one destructive step. */
export interface UndoEntry {
  id: number;
  step: UndoStep;
  classes: readonly { item: LearnerClass; index: number }[];
  examples: readonly Example[];
  training: TrainingBackup | undefined;
  /** Classes that the step made; those that hold nothing else go again. */
  madeClassIds?: readonly number[];
  /** Which supposed pictures taught before; present where the step changed that. */
  teaching?: Teaching | undefined;
  /** The network that looked before; present where the step was another one. */
  network?: NetworkChoice;
  /** What of the plan was different before; present where the step changed it. */
  plan?: Partial<LearningPlan> | undefined;
}

export type UndoStep =
  | { did: "deletedPictures"; count: number }
  /** Without a class, to the unlabelled pictures. */
  | { did: "movedPictures"; count: number; className: string | undefined }
  | { did: "madeClasses"; count: number; numClasses: number }
  | { did: "labelledPictures"; count: number }
  | { did: "keptSupposed"; count: number }
  | { did: "stoppedSupposed"; count: number }
  | { did: "deletedClass"; className: string; count: number }
  | { did: "mergedClass"; className: string; intoName: string }
  | { did: "clearedEverything" }
  | { did: "resetTraining"; epoch: number }
  | { did: "wentBack"; epoch: number }
  | { did: "changedNetwork"; to: NetworkName }
  | { did: "changedSide"; side: number }
  | { did: "tookRecipe" }
  | { did: "tookRecommended" };

export interface TrainingBackup {
  head: SavedHead;
  history: readonly EpochReport[];
  sides: ReadonlyMap<number, Side>;
  targetEpoch: number;
  schedule: Schedule | undefined;
}

export interface EngineState {
  phase: EnginePhase;
  backbone: BackboneInfo | undefined;
  device: DeviceChoice | undefined;
  /** What goes on in the background to bring in the GPU, while the network works on the CPU. */
  gpuSearch: GpuSearch | undefined;
}

/** Its part of the engine arrives, is tested and measured, or waits for training to come to rest. */
export type GpuSearch = "fetching" | "testing" | "waiting";

export type EnginePhase =
  | { at: "starting" }
  | { at: "downloading"; receivedBytes: number; totalBytes: number | undefined }
  /** The network is there and is told what the page knew before. */
  | { at: "restoring" }
  | { at: "ready" }
  | { at: "failed"; problem: Problem };

/** The device that runs the backbone, and why. */
export interface DeviceChoice {
  device: Device;
  why: DeviceReason;
}

export type DeviceReason =
  /** The CPU, until it is known whether the GPU is faster. */
  | { because: "answersFirst" }
  | { because: "measured"; cpuMillis: number; gpuMillis: number }
  | { because: "refused"; refusal: GpuRefusal }
  | { because: "softwareOnly" }
  /** Its part of the engine could not be fetched or started. */
  | { because: "gpuNotLoaded" }
  | { because: "asked" }
  /** With blocks that have learned only the CPU looks. */
  | { because: "blocksLearned" }
  | { because: "gpuLost" };

export interface Embedding {
  isRunning: boolean;
  /** The learner asked to wait. */
  isPaused: boolean;
  doneInRun: number;
  startedAtMillis: number;
  millisPerPicture: number | undefined;
}

/** How the head learns and for how long one press of Train goes on. */
export interface LearningPlan {
  /** Without a schedule: the one in force belongs to a run, and is among what is known of training. */
  settings: TrainingSettings;
  epochs: number;
  rates: RatePlan;
  stopping: StoppingPlan;
  /** Pixels a side at which the network looks at pictures. */
  pictureSide: number;
}

/** How learning rates go over each run. */
export interface RatePlan {
  shape: ScheduleShape;
  warmUpEpochs: number;
}

/** Whether a run ends when the check gets no better. */
export interface StoppingPlan {
  isOn: boolean;
  /** Epochs; absent for what suits the depth. */
  patience: number | undefined;
}

/** A run that ended because the check got no better for so many epochs, and was taken back to its best one. */
export interface StoppedEarly {
  afterEpoch: number;
  keptEpoch: number;
  numWorse: number;
}

export interface Training {
  /** The learner wants epochs; pausing is not wanting. */
  isWanted: boolean;
  /** A training command is under way. */
  isBusy: boolean;
  hasHead: boolean;
  epoch: number;
  targetEpoch: number;
  /** How learning rates go until the target; absent while they stay the same. */
  schedule: Schedule | undefined;
  /** Why the last run ended before its target. */
  stopped: StoppedEarly | undefined;
  /** Of the epochs before this one only the curves are left. */
  rememberedFrom: number;
  batch: { done: number; total: number; loss: number } | undefined;
  /** Pictures that the engine is being shown, before blocks of the network can learn from them. */
  preparing: PacedSteps | undefined;
  /** Pictures that are looked at anew at the end of an epoch, with the network as it has become. */
  lookingAgain: Steps | undefined;
  history: readonly EpochReport[];
  millisPerEpoch: number | undefined;
  /** As the epoch under way promises, until one was timed. */
  pacedEpochMillis: number | undefined;
  /** The `datasetRevision` that the head last learned from. */
  trainedRevision: number | undefined;
  predictions: readonly ExamplePrediction[] | undefined;
  selectedCell: { trueClassId: number; predictedClassId: number } | undefined;
}

export interface Steps {
  done: number;
  total: number;
}

export interface PacedSteps extends Steps {
  /** Absent before the first of them. */
  leftMillis: number | undefined;
}

export interface Trying {
  source: TrySource;
  answer: Answer | undefined;
  /** Whether the places that speak for a class are shown over the picture. */
  isExplaining: boolean;
  /** The class to explain; absent for the likeliest. */
  chosenClassId: number | undefined;
  millisPerPicture: number | undefined;
}

export type TrySource =
  | { from: "nothing" }
  | { from: "camera" }
  | { from: "picture"; name: string; blob: Blob; exampleId: number | undefined };

/** Probabilities by class identifier, as the engine gave them. */
export interface Answer {
  classIds: readonly number[];
  probabilities: readonly number[];
  /** Absent when the head has a hidden layer. */
  evidence: ClassEvidence | undefined;
}

export interface CameraState {
  phase: { at: "off" } | { at: "opening" } | { at: "live" } | { at: "failed"; problem: CameraProblem };
  devices: readonly { deviceId: string; label: string }[];
  deviceId: string | undefined;
  /** The class card whose recorder is open. */
  capturingClassId: number | undefined;
  isRecording: boolean;
}

export interface StorageState {
  /** Why what is done here is not kept; absent while it is. */
  notKept: Extract<Problem, { kind: "storageRefused" | "storageElsewhere" }> | undefined;
  usedBytes: number | undefined;
  isSaving: boolean;
}

/** Something that went wrong, as a code with data; `text` has the sentence and the way on. */
export type Problem =
  | { kind: "engine"; error: EngineError }
  | { kind: "engineRestarted" }
  | { kind: "engineKeepsStopping" }
  | { kind: "gpuLost" }
  | { kind: "downloadFailed"; reason: DownloadReason; status: number | undefined }
  | { kind: "engineNotLoaded" }
  /** The chosen network was in a file that this visit does not have. */
  | { kind: "networkFileGone" }
  | { kind: "storageRefused" }
  | { kind: "storageElsewhere" }
  | { kind: "storageFull" }
  | { kind: "storageFailed" }
  | { kind: "samplesFailed" }
  | { kind: "clipboardEmpty" }
  | { kind: "nothingUsable" };

export type DownloadReason = "offline" | "missing" | "interrupted" | "other";

export interface Notice {
  id: number;
  problem: Problem;
}

export type Step = "collect" | "train" | "try";
export type Appearance = "system" | "light" | "dark";
