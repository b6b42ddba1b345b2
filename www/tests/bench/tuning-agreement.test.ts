/** Steps agree up to rounding; a loss or a gradient that went another way, and a NaN, never do. */
import { expect, test } from "vitest";
import { compareSteps, doStepsAgree, worseOf } from "../../src/bench/tuning-agreement";
import type { TuningStep } from "../../src/bench/tuning-job";

const ours: TuningStep[] = [
  { loss: 1.6, gradientNorms: [0.2, 0.1] },
  { loss: 1.5, gradientNorms: [0.3, 0.2] },
];

function changed(step: number, change: Partial<TuningStep>): TuningStep[] {
  return ours.map((one, index) => (index === step ? { ...one, ...change } : one));
}

test("the same agrees, and so does rounding", () => {
  expect(compareSteps(ours, ours)).toEqual({ loss: 0, gradient: 0 });
  const theirs = changed(1, { loss: 1.50001, gradientNorms: [0.3001, 0.2] });
  expect(doStepsAgree(compareSteps(ours, theirs), "cpu")).toBe(true);
});

test("a GPU's gradients may differ by values at the edge of a ReLU6, its losses by no more than others'", () => {
  const atAnEdge = compareSteps(ours, changed(1, { gradientNorms: [0.3018, 0.2] }));
  expect(doStepsAgree(atAnEdge, "cpu")).toBe(false);
  expect(doStepsAgree(atAnEdge, "gpu")).toBe(true);
  const otherLoss = compareSteps(ours, changed(1, { loss: 1.5001 }));
  expect(doStepsAgree(otherLoss, "gpu")).toBe(false);
});

test("the worse of two comparisons has the worse of each", () => {
  const worse = worseOf({ loss: 1, gradient: 4 }, { loss: 3, gradient: 2 });
  expect(worse).toEqual({ loss: 3, gradient: 4 });
});

test("the largest difference counts, as a share of ours", () => {
  const { loss, gradient } = compareSteps(ours, changed(1, { loss: 1.47, gradientNorms: [0.3, 0.25] }));
  expect(loss).toBeCloseTo(0.02, 10);
  expect(gradient).toBeCloseTo(0.25, 10);
});

test.each([
  ["another loss after the first update", changed(1, { loss: 1.501 })],
  ["a layer that nothing reaches", changed(0, { gradientNorms: [0.2, 0] })],
  ["a NaN among the losses", changed(0, { loss: Number.NaN })],
  ["a NaN among the gradients", changed(0, { gradientNorms: [Number.NaN, 0.1] })],
  ["a layer too few", changed(0, { gradientNorms: [0.2] })],
  ["a step too few", ours.slice(1)],
])("%s does not agree", (_, theirs) => {
  const comparison = compareSteps(ours, theirs);
  expect(doStepsAgree(comparison, "cpu")).toBe(false);
  expect(doStepsAgree(comparison, "gpu")).toBe(false);
});

test("no steps at all agree with nothing", () => {
  expect(doStepsAgree(compareSteps([], []), "gpu")).toBe(false);
});
