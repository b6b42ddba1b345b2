/** The job that Teachable Machine's users give it most: 150 pictures, 3 classes, 50 epochs with a hidden layer. */
import { seededRandom } from "../inputs/random";
import { FEATURE_LENGTH } from "./architecture";

export interface HeadJob {
  numExamples: number;
  numClasses: number;
  /** `[examples, 1280]` */
  features: Float32Array<ArrayBuffer>;
  /** One class an example, from 0. */
  labels: number[];
  epochs: number;
  batchSize: number;
  hiddenUnits: number;
  learningRate: number;
}

/** What one training gave. */
export interface HeadRun {
  /** From features in JavaScript's memory to a trained head. */
  elapsedMillis: number;
  /** Mean loss and share of right answers over all training pictures, after the last epoch. */
  loss: number;
  accuracy: number;
}

const NUM_CLASSES = 3;
const NUM_EXAMPLES = 150;
/** Of the length that all classes share; so much the classes differ, and so much the pictures of one class. */
const CLASS_SPREAD = 0.3;
const PICTURE_SPREAD = 0.8;
/** Half of the neurons are silent in a typical picture, as in features of photographs. */
const SILENCE = 0.5;

/** The values are those that Teachable Machine proposes; the features are drawn, the same on every machine. */
export function teachableMachineJob(): HeadJob {
  const random = seededRandom(150);
  const shared = drawn(random);
  const centres = Array.from({ length: NUM_CLASSES }, () => drawn(random));
  const labels = Array.from({ length: NUM_EXAMPLES }, (_, index) => index % NUM_CLASSES);
  const features = new Float32Array(NUM_EXAMPLES * FEATURE_LENGTH);
  for (const [example, label] of labels.entries()) {
    const own = drawn(random);
    for (let neuron = 0; neuron < FEATURE_LENGTH; neuron += 1) {
      const ofClass = CLASS_SPREAD * (centres[label]?.[neuron] ?? 0);
      const value = (shared[neuron] ?? 0) + ofClass + PICTURE_SPREAD * (own[neuron] ?? 0) - SILENCE;
      // After ReLU6 and a mean over 49 places, no feature is negative and few are large.
      features[example * FEATURE_LENGTH + neuron] = Math.max(0, 0.4 * value);
    }
  }
  return {
    numExamples: NUM_EXAMPLES,
    numClasses: NUM_CLASSES,
    features,
    labels,
    epochs: 50,
    batchSize: 16,
    hiddenUnits: 100,
    learningRate: 0.001,
  };
}

/** Normally distributed numbers, one a neuron (Box and Muller 1958). */
function drawn(random: () => number): Float32Array {
  return Float32Array.from(
    { length: FEATURE_LENGTH },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}
