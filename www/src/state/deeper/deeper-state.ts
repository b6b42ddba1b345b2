/** How much of the network learns: what has become of it, what it costs, its runs, and the way back from each. */
import type {
  Augmentation,
  Device,
  EngineError,
  GpuRefusal,
  TrainingSettings,
  TuningSettings,
} from "../../engine/protocol";
import type { AppState, TrainingBackup } from "../app-state";

export interface DeeperState {
  /** Choosing how deep is on view. */
  isOpen: boolean;
  /** The first layer that is not as it came, as `LayerInfo` numbers them; absent while all are. */
  learnedFromLayer: number | undefined;
  /** Grows whenever the network, not only the head, has become another: what was seen inside of it is seen anew. */
  networkRevision: number;
  /** What was set when blocks last learned, for whoever comes back to it. */
  lastTuning: TuningSettings | undefined;
  lastAugmentation: Augmentation | undefined;
  /** What the learner wants of the blocks as soon as the head, which learns first, has come to its target. */
  headFirst: TuningSettings | undefined;
  /** The oldest first. */
  runs: readonly Run[];
  /** How long an epoch took, the last time that blocks learned. */
  measured: MeasuredEpoch | undefined;
  /** Absent until blocks learn in an engine that knows the GPU. */
  tuningDevice: TuningChoice | undefined;
  preview: Preview | undefined;
}

/** The device on which blocks learn, and why. */
export interface TuningChoice {
  device: Device;
  why: TuningReason;
}

export type TuningReason =
  /** Both take some steps, to see which is faster. */
  | { because: "beingMeasured" }
  /** Milliseconds a step. */
  | { because: "measured"; cpuMillis: number; gpuMillis: number }
  | { because: "refused"; refusal: GpuRefusal }
  | { because: "asked" }
  /** What every epoch varies anew there are no maps of, which the GPU could keep. */
  | { because: "variedAnew" }
  /** The GPU gave up while blocks learned on it. */
  | { because: "leftGpu" };

/** From one press of Train to its target, with the way back to how everything was before. */
export interface Run {
  id: number;
  beganAtMillis: number;
  settings: TrainingSettings;
  fromEpoch: number;
  toEpoch: number;
  /** The epoch that was kept of it, when it was taken back to one. */
  keptEpoch: number | undefined;
  /** After its last epoch; absent while it has none. */
  accuracy: number | undefined;
  /** Of pictures that were held back. */
  isHeldBack: boolean;
  /** It came to its target, so that the next epoch belongs to another run. */
  isOver: boolean;
  hasDiverged: boolean;
  /** Absent when nothing was learned before. */
  before: TrainingBackup | undefined;
}

export interface MeasuredEpoch {
  firstLayer: number;
  millis: number;
  numTraining: number;
  numValidation: number;
}

/** Variations of one picture, or why there are none. */
export type Preview = { exampleId: number } & (
  | { side: number; pixels: Uint8Array; augmentation: Augmentation }
  | { error: EngineError }
);

export type DeeperAction =
  | { type: "opened"; isOpen: boolean }
  | { type: "headFirst"; tuning: TuningSettings | undefined }
  | { type: "runBegun"; beganAtMillis: number; before: TrainingBackup | undefined }
  | { type: "runEnded" }
  | { type: "tuningDeviceChosen"; choice: TuningChoice }
  | { type: "previewed"; preview: Preview };

export const initialDeeper: DeeperState = {
  isOpen: false,
  learnedFromLayer: undefined,
  networkRevision: 0,
  lastTuning: undefined,
  lastAugmentation: undefined,
  headFirst: undefined,
  runs: [],
  measured: undefined,
  tuningDevice: undefined,
  preview: undefined,
};

/** What the learner chose, also while the head learns first. */
export function chosenTuning(
  settings: TrainingSettings,
  { headFirst }: Pick<DeeperState, "headFirst">,
): TuningSettings | undefined {
  return settings.tuning ?? headFirst;
}

/** Blocks learn, are about to, or have learned. */
export function isDeep({ plan, deeper }: Pick<AppState, "plan" | "deeper">): boolean {
  return chosenTuning(plan.settings, deeper) !== undefined || deeper.learnedFromLayer !== undefined;
}

/** Whether the next epoch goes on with this run, or begins another. */
export function continuesRun(run: Run, settings: TrainingSettings, epoch: number): boolean {
  return !run.isOver && run.toEpoch === epoch && run.settings === settings;
}
