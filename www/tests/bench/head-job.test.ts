/** The drawn features can be learnt, but not from a single neuron, and are the same every time. */
import { expect, test } from "vitest";
import { FEATURE_LENGTH } from "../../src/bench/architecture";
import { teachableMachineJob } from "../../src/bench/head-job";

const job = teachableMachineJob();

test("the job is Teachable Machine's", () => {
  expect([job.numExamples, job.numClasses, job.epochs, job.batchSize, job.hiddenUnits]).toEqual([
    150, 3, 50, 16, 100,
  ]);
  expect(job.features.length).toBe(job.numExamples * FEATURE_LENGTH);
  expect(job.labels.filter((label) => label === 1).length).toBe(50);
});

test("the same every time, and as after ReLU6", () => {
  expect(teachableMachineJob().features).toEqual(job.features);
  const silent = job.features.filter((value) => value === 0).length / job.features.length;
  expect(silent).toBeGreaterThan(0.3);
  expect(silent).toBeLessThan(0.8);
  expect(job.features.every((value) => value >= 0 && value < 6)).toBe(true);
});

test("the nearest mean of the others knows the class, a single neuron does not", () => {
  expect(shareRight((neuron) => neuron < FEATURE_LENGTH)).toBeGreaterThan(0.95);
  expect(shareRight((neuron) => neuron === 0)).toBeLessThan(0.7);
});

/** Leaves each example out in turn. */
function shareRight(isUsed: (neuron: number) => boolean): number {
  const neurons = Array.from({ length: FEATURE_LENGTH }, (_, neuron) => neuron).filter(isUsed);
  const value = (example: number, neuron: number) => job.features[example * FEATURE_LENGTH + neuron] ?? 0;
  const sums = Array.from({ length: job.numClasses }, (_, label) =>
    neurons.map((neuron) =>
      job.labels.reduce((sum, other, example) => sum + (other === label ? value(example, neuron) : 0), 0),
    ),
  );
  const numEach = job.numExamples / job.numClasses;
  const right = job.labels.filter((label, example) => {
    const distances = sums.map((sum, other) => {
      const isOwn = other === label;
      return neurons.reduce((total, neuron, index) => {
        const own = value(example, neuron);
        const mean = ((sum[index] ?? 0) - (isOwn ? own : 0)) / (isOwn ? numEach - 1 : numEach);
        return total + (own - mean) ** 2;
      }, 0);
    });
    return distances.indexOf(Math.min(...distances)) === label;
  });
  return right.length / job.numExamples;
}
