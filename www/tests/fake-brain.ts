/** What one fake engine knows, and how its head learns: weights that go from noise to the mean of each class. */
import type {
  BackboneInfo,
  EpochReport,
  ExamplePrediction,
  LabelledExample,
  Scores,
  TrainingSettings,
} from "../src/engine/protocol";
import { FEATURE_LENGTH, indexOfLargest, seededNoise } from "./fake-numbers";
import { emptyTail, type FakeTail, tailMovement } from "./fake-tail";

export interface Brain {
  /** Absent before the first network. */
  backbone: BackboneInfo | undefined;
  features: Map<number, Float32Array>;
  classIds: number[];
  examples: (LabelledExample & { side: "training" | "validation" })[];
  settings: TrainingSettings | undefined;
  epoch: number;
  batch: number;
  weights: Map<number, Float32Array>;
  /** What learns behind the head, or has learned. */
  tail: FakeTail;
  /** By epoch. */
  history: Map<number, Pick<Brain, "weights" | "tail">>;
}

export function emptyBrain(): Brain {
  return {
    backbone: undefined,
    features: new Map(),
    classIds: [],
    examples: [],
    settings: undefined,
    epoch: 0,
    batch: 0,
    weights: new Map(),
    tail: emptyTail(),
    history: new Map(),
  };
}

/** Weights go from nothing to the class means, which looks like learning and is deterministic. */
export function trainedEpoch(brain: Brain): EpochReport {
  brain.epoch += 1;
  for (const classId of brain.classIds) {
    const weights = brain.weights.get(classId) ?? seededNoise(classId);
    const own = brain.examples.filter(
      (example) => example.classId === classId && example.side === "training",
    );
    const mean = new Float32Array(FEATURE_LENGTH);
    const total = own.reduce((sum, { weight }) => sum + (weight ?? 1), 0);
    for (const { exampleId, weight } of own) {
      const features = brain.features.get(exampleId);
      const share = (weight ?? 1) / total;
      for (let index = 0; index < 192; index += 1)
        mean[index] = (mean[index] ?? 0) + (features?.[index] ?? 0) * share;
    }
    brain.weights.set(
      classId,
      weights.map((weight, index) => weight + 0.12 * ((mean[index] ?? 0) - weight)),
    );
  }
  remember(brain);
  const { scores: training } = evaluate(brain, "training");
  const validation = evaluate(brain, "validation");
  const hasValidation = validation.scores.numExamples > 0;
  return {
    epoch: brain.epoch,
    training,
    validation: hasValidation ? validation.scores : undefined,
    classIds: [...brain.classIds],
    confusion: hasValidation ? validation.confusion : evaluate(brain, "training").confusion,
    movement: {
      batchLoss: training.loss * 1.2,
      gradientNorm: 1 / brain.epoch,
      updateNorm: 0.1 / brain.epoch,
      weightNorm: 1,
      layers: tailMovement(brain.tail, brain.settings?.tuning),
    },
  };
}

function evaluate(brain: Brain, side: "training" | "validation"): { scores: Scores; confusion: number[] } {
  const numClasses = brain.classIds.length;
  const confusion = new Array<number>(numClasses * numClasses).fill(0);
  const own = brain.examples.filter((example) => example.side === side);
  let loss = 0;
  let numRight = 0;
  for (const example of own) {
    const probabilities = probabilitiesOf(brain, brain.features.get(example.exampleId));
    const row = brain.classIds.indexOf(example.classId);
    const column = indexOfLargest(probabilities);
    loss -= Math.log(Math.max(1e-6, probabilities[row] ?? 0)) / own.length;
    if (row === column) numRight += 1;
    const cell = row * numClasses + column;
    confusion[cell] = (confusion[cell] ?? 0) + 1;
  }
  return {
    scores: { loss, accuracy: numRight / Math.max(1, own.length), numExamples: own.length },
    confusion,
  };
}

export function probabilitiesOf(brain: Brain, features: Float32Array | undefined): number[] {
  const logits = brain.classIds.map((classId) => {
    const weights = brain.weights.get(classId);
    let distance = 0;
    for (let index = 0; index < 192; index += 1) {
      distance += ((features?.[index] ?? 0) - (weights?.[index] ?? 0)) ** 2;
    }
    return -distance * 1.5;
  });
  const largest = Math.max(...logits);
  const exponentials = logits.map((logit) => Math.exp(logit - largest));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

export function supposed(brain: Brain, exampleId: number): ExamplePrediction[] {
  const probabilities = probabilitiesOf(brain, brain.features.get(exampleId));
  const best = indexOfLargest(probabilities);
  const predictedClassId = brain.classIds[best];
  if (predictedClassId === undefined) return [];
  return [{ exampleId, predictedClassId, confidence: probabilities[best] ?? 0, side: undefined }];
}

/** Later epochs are forgotten. */
export function remember(brain: Brain): void {
  for (const epoch of brain.history.keys()) if (epoch >= brain.epoch) brain.history.delete(epoch);
  const { weights, tail, epoch } = brain;
  brain.history.set(epoch, { weights: new Map(weights), tail: { ...tail, seen: new Set(tail.seen) } });
}
