/** Engines agree up to rounding, and a NaN never agrees. */
import { expect, test } from "vitest";
import { compareFeatures, doesAgree } from "../../src/bench/agreement";
import { FEATURE_LENGTH } from "../../src/bench/architecture";

const ours = Float32Array.from({ length: 2 * FEATURE_LENGTH }, (_, index) => (index % 7) / 7);

test("the same agrees, and so does rounding", () => {
  expect(compareFeatures(ours, ours)).toEqual({ cosine: expect.closeTo(1, 6), maxDifference: 0 });
  expect(
    doesAgree(
      compareFeatures(
        ours,
        ours.map((value) => value + 1e-4),
      ),
    ),
  ).toBe(true);
});

test("one wrong value in the second picture is noticed", () => {
  const theirs = ours.slice();
  theirs[FEATURE_LENGTH + 5] = 1;
  expect(doesAgree(compareFeatures(ours, theirs))).toBe(false);
});

test("a NaN, or the wrong number of features, never agrees", () => {
  const theirs = ours.slice();
  theirs[3] = Number.NaN;
  expect(doesAgree(compareFeatures(ours, theirs))).toBe(false);
  expect(doesAgree(compareFeatures(ours, ours.slice(FEATURE_LENGTH)))).toBe(false);
});
