/** The tuning step that every engine is asked for: one batch through the last three blocks and a linear head. */
import { seededRandom } from "../inputs/random";
import { type Block, efficientNetLite0, FEATURE_LENGTH } from "./architecture";
import { generatedPictures } from "./generated-pictures";

export interface TuningJob {
  /** The first block that learns, from 0; everything behind it learns as well. */
  firstBlock: number;
  numClasses: number;
  /** One class a picture, from 0; all pictures together are one batch. */
  labels: number[];
  /** Of the pictures, in pixels. */
  side: number;
  /** Of the blocks and of the head. */
  learningRate: number;
  momentum: number;
  /** `[1280, classes]`: where every engine's head begins. Its biases begin at zero. */
  headWeights: Float32Array<ArrayBuffer>;
}

/** What the first learning block reads of all pictures. */
export interface TuningMaps {
  /** `[pictures, side, side, channels]` */
  values: Float32Array<ArrayBuffer>;
  side: number;
  channels: number;
}

/** What one step of gradient descent saw. */
export interface TuningStep {
  /** Mean over the batch, before the step. */
  loss: number;
  /** Length of the gradient of each convolution that learns, the first one first; empty where nobody asked. */
  gradientNorms: number[];
}

/** Features are scaled to this length before the head (src/features.rs). */
export const NORMALISED_LENGTH = 10;
/** Longer gradients of one layer are shortened by our engine (src/tuning.rs), and would tell it from the others. */
export const MAX_GRADIENT_NORM = 1;
/** The same of the head (src/learner.rs). */
export const MAX_HEAD_GRADIENT_NORM = 10;

const BATCH = 16;
const NUM_CLASSES = 5;
const PICTURE_SEED = 2000;
/** Small enough that no gradient is so long that our engine would shorten it, large enough that all layers have one. */
const LARGEST_HEAD_WEIGHT = 0.01;

/** The page's own defaults: block 13, both rates 0.01. */
export function tuningJob(): TuningJob {
  const random = seededRandom(PICTURE_SEED);
  return {
    firstBlock: 13,
    numClasses: NUM_CLASSES,
    labels: Array.from({ length: BATCH }, (_, index) => index % NUM_CLASSES),
    side: 224,
    learningRate: 0.01,
    momentum: 0.9,
    headWeights: Float32Array.from(
      { length: FEATURE_LENGTH * NUM_CLASSES },
      () => (random() * 2 - 1) * LARGEST_HEAD_WEIGHT,
    ),
  };
}

/** RGBA bytes of one of the job's pictures. */
export function tuningPicture({ side }: TuningJob, index: number): Uint8Array<ArrayBuffer> {
  return generatedPictures(1, side, PICTURE_SEED + index);
}

/** The blocks that learn, and the last 1×1 convolution behind them. */
export function learningBlocks({ firstBlock }: Pick<TuningJob, "firstBlock">): Block[] {
  // The stem stands before the first block.
  return efficientNetLite0().slice(1 + firstBlock);
}

/** The layer whose map the first learning block reads, as the engine names it. */
export function frozenLayerName({ firstBlock }: Pick<TuningJob, "firstBlock">): string {
  return `blocks.${firstBlock - 1}.project`;
}

/**
 * Multiply-adds of one step: forward once, the gradient of all weights, and the gradient of all maps but the first,
 * which nobody asks for. Each is as many as forward; the head's and the optimiser's are too few to count.
 */
export function stepMultiplyAdds(job: TuningJob, { side }: Pick<TuningMaps, "side">): number {
  const steps = learningBlocks(job).flatMap((block) => block.steps);
  const ofSteps = steps.map(({ channelsIn, channelsOut, kernel, isDepthwise }) => {
    const inputs = isDepthwise ? 1 : channelsIn;
    return side * side * kernel * kernel * inputs * channelsOut;
  });
  const forward = ofSteps.reduce((sum, one) => sum + one, 0);
  return job.labels.length * (3 * forward - (ofSteps[0] ?? 0));
}
