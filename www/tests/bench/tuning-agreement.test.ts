/** Steps agree up to rounding; a loss or a gradient that went another way, and a NaN, never do. */
import { expect, test } from "vitest";
import { compareSteps, doStepsAgree } from "../../src/bench/tuning-agreement";
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
  expect(doStepsAgree(compareSteps(ours, theirs))).toBe(true);
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
  expect(doStepsAgree(compareSteps(ours, theirs))).toBe(false);
});

test("no steps at all agree with nothing", () => {
  expect(doStepsAgree(compareSteps([], []))).toBe(false);
});
