/** What the evaluation script asks of the evaluation page, and what it gets: plain data that crosses between them. */
import type { Device, ScheduleShape, TrainingSettings } from "../engine/protocol";

export interface EvaluationRequest {
  classes: FolderClass[];
  /** Pictures a class to train on; without it the engine's own split is used, 80 to 20. */
  shots: number | undefined;
  /** The head is taught once for each. */
  seeds: number[];
  device: Device;
  /** Pixels a side at which the network looks at pictures. */
  side: number;
  /** Absent when only the head is to learn. */
  tuning: EvaluatedTuning | undefined;
}

export interface EvaluatedTuning {
  /** Blocks that learn after the head has learned alone, counted from the end. */
  blocks: number;
  epochs: number;
  /** With variations of the training pictures. */
  isAugmented: boolean;
  learningRate: number | undefined;
  /** The head's, which has learned already when the blocks begin. */
  headRate: number | undefined;
  /** The chance with which a picture goes past a block while blocks learn. */
  stochasticDepth: number | undefined;
  /** How the rate goes over these epochs. */
  schedule: ScheduleShape;
}

/** A folder of pictures; its name is the name of the class. */
export interface FolderClass {
  name: string;
  files: { path: string; address: string }[];
}

export type EvaluationProgress =
  | { step: "downloading"; receivedBytes: number; totalBytes: number | undefined }
  | { step: "embedding"; doneFiles: number; totalFiles: number }
  /** With what came of the last of them: a long measurement that is broken off has said something. */
  | { step: "training"; doneSeeds: number; totalSeeds: number; headAccuracy: number; accuracy: number };

export type EvaluationResult =
  | { kind: "measured"; measurement: Measurement }
  | { kind: "failed"; sentence: string }
  | { kind: "classTooSmall"; className: string; numPictures: number };

export interface Measurement {
  /** Share of right answers on the pictures not trained on, for each seed. */
  accuracies: number[];
  /** The same before the blocks learned. */
  headAccuracies: number[];
  settings: TrainingSettings;
  epochs: number;
  numPictures: number;
  /** Near-identical to a picture trained on, and so on neither side; the most of any seed. */
  numLeftOut: number;
  refusals: { path: string; sentence: string }[];
  device: Device;
}

declare global {
  interface Window {
    /** The only thing this page does, and only when the script calls it. */
    afterimageEvaluate?: (request: EvaluationRequest) => Promise<EvaluationResult>;
    /** The script's ear for progress; absent when someone opens the page by hand. */
    afterimageProgress?: (progress: EvaluationProgress) => void;
  }
}
