/** How sure a mean over splits is, and what a race recommends. */
import { describe, expect, it } from "vitest";
import type { Contender, ContenderResult } from "../../src/state/race/race-state";
import { estimate, isClear, lead, meanCurve, recommendation } from "../../src/state/race/race-statistics";

const SIZES = { numTraining: 80, numChecked: 20 };

function result(accuracies: number[], seconds: number): ContenderResult {
  return { accuracies, curves: [accuracies], millis: accuracies.map(() => seconds * 1000), numBytes: 4 };
}

function field(results: Partial<Record<Contender, ContenderResult>>) {
  return new Map(Object.entries(results) as [Contender, ContenderResult][]);
}

describe("the interval of a mean", () => {
  it("is wider than if the splits were pictures of their own", () => {
    const { mean, halfWidth } = estimate([0.8, 0.85, 0.9], SIZES);
    expect(mean).toBeCloseTo(0.85, 9);
    // t of two degrees of freedom, times the root of (1/3 + 20/80) times the variance 0.0025.
    expect(halfWidth).toBeCloseTo(4.3 * Math.sqrt((1 / 3 + 0.25) * 0.0025), 9);
  });

  it("is unknown for one split and nothing when all are the same", () => {
    expect(estimate([0.8], SIZES).halfWidth).toBeUndefined();
    expect(estimate([0.8, 0.8], SIZES).halfWidth).toBeCloseTo(0, 9);
  });

  it("counts a lead split by split", () => {
    const one = result([0.6, 0.9, 0.75], 1);
    const other = result([0.55, 0.85, 0.7], 1);
    expect(lead(one, other, SIZES).mean).toBeCloseTo(0.05, 9);
    expect(isClear(lead(one, other, SIZES))).toBe(true);
    expect(isClear(lead(result([0.6, 0.9], 1), result([0.7, 0.7], 1), SIZES))).toBe(false);
  });
});

describe("the recommendation", () => {
  it("names nobody after one split", () => {
    expect(recommendation(field({ head: result([0.9], 1) }), SIZES)).toBeUndefined();
  });

  it("names a slower one only when it is clearly better", () => {
    const head = result([0.7, 0.72, 0.71], 1);
    const clear = recommendation(field({ head, tail: result([0.8, 0.82, 0.81], 60) }), SIZES);
    expect(clear).toMatchObject({ entrant: "tail", best: undefined, isClear: true });
    const unclear = recommendation(field({ head, tail: result([0.9, 0.6, 0.72], 60) }), SIZES);
    expect(unclear).toMatchObject({ entrant: "head", best: "tail", isClear: false });
    expect(unclear?.timesLonger).toBeCloseTo(60, 6);
  });

  it("does not make anybody wait for half a point", () => {
    const head = result([0.7, 0.7, 0.7], 1);
    const chosen = recommendation(field({ head, tail: result([0.705, 0.705, 0.705], 60) }), SIZES);
    expect(chosen).toMatchObject({ entrant: "head", best: "tail", isClear: true });
  });

  it("takes nobody for quicker by a hair, and counts what a network took to look", () => {
    const everything = result([0.5, 0.6, 0.7], 45);
    const scratch = result([0.6, 0.55, 0.6], 44);
    expect(recommendation(field({ everything, scratch }), SIZES)).toMatchObject({
      entrant: "everything",
      best: undefined,
      isClear: false,
    });
    const looked = recommendation(field({ everything, scratch }), SIZES, (entrant) =>
      entrant === "everything" ? 60_000 : 0,
    );
    expect(looked).toMatchObject({ entrant: "scratch", best: "everything" });
    expect(looked?.timesLonger).toBeCloseTo(105 / 44, 6);
  });

  it("never names neighbours, which nobody can teach", () => {
    const neighbours = result([0.99, 0.99], 0.1);
    expect(recommendation(field({ neighbours, head: result([0.7, 0.7], 1) }), SIZES)).toMatchObject({
      entrant: "head",
      best: undefined,
    });
  });
});

it("a mean curve goes as far as the longest", () => {
  expect(meanCurve({ curves: [[0.2, 0.4], [0.6]] })).toEqual([0.4, 0.4]);
});
