/** Medians, ratios, targets, and how figures are written. */
import { expect, test } from "vitest";
import {
  bestPeer,
  figureInWords,
  isTargetMet,
  median,
  ratioToBestPeer,
  threeDigits,
} from "../../scripts/bench/figures.mjs";
import type { Row, Target } from "../../scripts/bench/row.mjs";

function row(overrides: Partial<Row>): Row {
  return { section: "embed", what: "one picture", unit: "ms", ours: 10, peers: {}, ...overrides };
}

test("the median is the middle sample, or the mean of the two in the middle", () => {
  expect(median([3])).toBe(3);
  expect(median([10, 9, 100])).toBe(10);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test("the best peer is the one with the least median, for frames a second the most", () => {
  const peers = { slow: [30, 31, 29], fast: [20, 90, 21], absent: null };
  expect(bestPeer(row({ peers }))).toEqual({ name: "fast", median: 21 });
  expect(bestPeer(row({ peers, unit: "fps" }))?.name).toBe("slow");
  expect(bestPeer(row({ peers: { absent: null } }))).toBeUndefined();
});

test("the ratio needs both sides", () => {
  expect(ratioToBestPeer(row({ ours: [9, 10, 11], peers: { one: 20, other: 40 } }))).toBe(0.5);
  expect(ratioToBestPeer(row({ ours: null, peers: { one: 20 } }))).toBeUndefined();
  expect(ratioToBestPeer(row({ ours: 10 }))).toBeUndefined();
});

test.each<[Target["kind"], number, Row["ours"], boolean | undefined]>([
  ["atMost", 10, 10, true],
  ["atMost", 10, [9, 11, 12], false],
  ["atLeast", 60, 59, false],
  ["atLeast", 60, 60, true],
  ["atMost", 10, null, undefined],
  ["timesPeer", 0.9, 18, true],
  ["timesPeer", 0.9, 19, false],
  ["timesPeer", 0.9, null, undefined],
])("%s %d is met by %o: %o", (kind, limit, ours, isMet) => {
  expect(isTargetMet(row({ ours, peers: { one: 20 }, target: { says: "", kind, limit } }))).toBe(isMet);
});

test("without a target there is nothing to meet", () => {
  expect(isTargetMet(row({}))).toBeUndefined();
});

test.each([
  [0, "0"],
  [0.000354, "0.000354"],
  [0.5, "0.500"],
  [1.2345, "1.23"],
  [59.14, "59.1"],
  [99.96, "100"],
  [1234.5, "1,230"],
  [Number.NaN, "–"],
])("%d is written with three digits: %s", (number, words) => {
  expect(threeDigits(number)).toBe(words);
});

test("a figure says its unit, its range and its number of samples", () => {
  expect(figureInWords([59.1, 57, 66.2], "ms")).toBe("59.1 ms (57.0–66.2, n = 3)");
  expect(figureInWords(2_310_000, "bytes")).toBe("2.31 MB");
  expect(figureInWords([1200], "count")).toBe("1,200");
  expect(figureInWords(null, "ms")).toBe("–");
  expect(figureInWords([], "ms")).toBe("–");
});
