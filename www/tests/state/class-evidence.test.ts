/** Evidence for one class: the right slice, sums that add up to the score, and a place in words. */
import { expect, test } from "vitest";
import { evidenceOfClass, explainedClassId, gridPlace } from "../../src/state/class-evidence";

const answer = {
  classIds: [4, 9],
  probabilities: [0.3, 0.7],
  evidence: {
    gridSide: 2,
    places: Float32Array.of(1, 0, 0, 0, -0.5, 2, 0.25, 0),
    biases: Float32Array.of(0.5, -0.25),
    logits: Float32Array.of(1.5, 1.5),
  },
};

test("the parts add up to the score", () => {
  const found = evidenceOfClass(answer, 9);
  expect(found).toMatchObject({ speaksFor: 2.25, speaksAgainst: -0.5, bias: -0.25, score: 1.5, gridSide: 2 });
  expect([...(found?.places ?? [])]).toEqual([-0.5, 2, 0.25, 0]);
  expect(found?.strongest).toEqual({ vertical: "top", horizontal: "right" });
});

test("there is nothing to show for an unknown class or without evidence", () => {
  expect(evidenceOfClass(answer, 5)).toBeUndefined();
  expect(evidenceOfClass({ ...answer, evidence: undefined }, 9)).toBeUndefined();
  expect(evidenceOfClass(undefined, 9)).toBeUndefined();
});

test("a grid of seven has its middle in the middle", () => {
  expect(gridPlace(24, 7)).toEqual({ vertical: "middle", horizontal: "middle" });
  expect(gridPlace(0, 7)).toEqual({ vertical: "top", horizontal: "left" });
  expect(gridPlace(48, 7)).toEqual({ vertical: "bottom", horizontal: "right" });
});

test("the chosen class is explained while it has an answer, and else the likeliest", () => {
  const shares = new Map([
    [4, 0.3],
    [9, 0.7],
  ]);
  expect(explainedClassId(4, shares)).toBe(4);
  expect(explainedClassId(5, shares)).toBe(9);
  expect(explainedClassId(undefined, shares)).toBe(9);
  expect(explainedClassId(4, undefined)).toBeUndefined();
});
