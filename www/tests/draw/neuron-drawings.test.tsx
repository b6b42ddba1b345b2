/** Drawings of one channel: dots stay in their strip, colours mean the same everywhere, and nothing is not a number. */
import { expect, test } from "vitest";
import { channelMapPixels, mapColour, mapRange } from "../../src/draw/channel-map";
import { beeswarm, dotsPath, stripScale } from "../../src/draw/class-strips-geometry";
import { colourKernelPixels } from "../../src/draw/kernel-grid";
import { sparkPlaces } from "../../src/draw/spark-line";

test("a map of activations has one scale, and one with negative values the diverging one", () => {
  const range = mapRange([0, 1, 4, 0]);
  expect(range).toEqual({ smallest: 0, largest: 4, largestPlace: 2, numZeros: 2 });
  const signed = mapRange([-2, 1]);
  expect(mapColour(-2, signed)[3]).toBe(255);
  expect(mapColour(1, signed)[3]).toBe(128);
  expect(channelMapPixels({ values: [0, 0, 0, 0], side: 2 })).toHaveLength(16);
});

test("dots of one value are stacked around the middle, nearer where they would not fit", () => {
  const few = beeswarm([50, 50, 50], 30, 3);
  expect(few.map(({ y }) => y).sort((a, b) => a - b)).toEqual([9, 15, 21]);
  const many = beeswarm(Array(200).fill(50), 30, 3);
  for (const { y } of many) {
    expect(y).toBeGreaterThanOrEqual(2.9);
    expect(y).toBeLessThanOrEqual(27.1);
  }
  expect(dotsPath(few, 3).match(/M/g)).toHaveLength(3);
});

test("the scale of strips begins at zero, unless all values are heaped far from it", () => {
  const scale = stripScale([2, 3], 300, 6, String);
  expect(scale.positionOf(0)).toBe(6);
  expect(scale.positionOf(3)).toBe(294);
  const far = stripScale([2.7, 2.8], 300, 6, String);
  expect(far.positionOf(2.7)).toBe(6);
  expect(far.positionOf(2.8)).toBe(294);
  expect(stripScale([-1, 1], 300, 6, String).positionOf(0)).toBe(150);
  for (const values of [[], [0, 0], [3]]) {
    expect(stripScale(values, 300, 6, String).ticks.length).toBeGreaterThan(1);
  }
});

test("a kernel of colours is grey where a colour does not matter", () => {
  const weights = new Float32Array(27);
  weights[0] = 2;
  weights[9] = -2;
  const pixels = colourKernelPixels(weights, 3);
  expect([...pixels.slice(0, 4)]).toEqual([255, 0, 128, 255]);
  expect([...pixels.slice(4, 8)]).toEqual([128, 128, 128, 255]);
});

test("a small line keeps inside its frame", () => {
  const places = sparkPlaces(
    [
      { x: 0, y: -1 },
      { x: 5, y: Number.NaN },
      { x: 10, y: 3 },
    ],
    10,
    100,
    40,
  );
  expect(places).toEqual([
    { x: 3, y: 37 },
    { x: 97, y: 3 },
  ]);
});
