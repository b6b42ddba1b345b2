/** The strip that is cut, and the scale of how far layers moved. */
import { expect, test } from "vitest";
import { cutStripGeometry, STRIP_HEIGHT } from "../../src/draw/cut-strip-geometry";
import { movementColour, movementPixels, movementStrength } from "../../src/draw/movement-colour";
import { NETWORK_SHAPES } from "../../src/draw/network-shapes";

const STRIPS = [160, 330, 620].flatMap((width) =>
  (["efficientnet-lite0", "resnet18"] as const).map((network) => [width, network] as const),
);

test.each(STRIPS)("bars of a strip of %d pixels for %s lie within it, between the cuts", (width, network) => {
  const shape = NETWORK_SHAPES[network];
  const numBlocks = shape.blocks.length;
  const { bars, cuts } = cutStripGeometry(width, shape);
  expect(cuts).toHaveLength(numBlocks + 1);
  expect(cuts[0]).toBe(0);
  expect(cuts.at(-1)).toBeCloseTo(width);
  expect(bars.map(({ part }) => part)).toEqual(
    Array.from({ length: numBlocks + (shape.last ? 2 : 1) }, (_, part) => part),
  );
  for (const { part, x, y, width: own, height } of bars) {
    // The first convolution shares the first block's slot, the last one that of the last block.
    const block = Math.min(numBlocks - 1, Math.max(0, part - 1));
    expect(x).toBeGreaterThan(cuts[block] ?? width);
    expect(x + own).toBeLessThan((cuts[block + 1] ?? 0) + 0.001);
    expect(own).toBeGreaterThan(1);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y + height).toBeLessThanOrEqual(STRIP_HEIGHT);
  }
  const ends = bars.slice(1).map(({ x }, index) => x - (bars[index]?.x ?? 0) - (bars[index]?.width ?? 0));
  expect(Math.min(...ends), "no two bars touch").toBeGreaterThan(0);
});

test("what has not moved is see-through, and more is stronger", () => {
  expect(movementStrength(0, 1)).toBe(0);
  expect(movementStrength(Number.NaN, 1)).toBe(0);
  expect(movementStrength(1, 0)).toBe(0);
  const strengths = [0.001, 0.1, 0.5, 1, 2].map((value) => movementStrength(value, 1));
  expect(strengths).toEqual(strengths.toSorted((one, other) => one - other));
  expect(strengths[0]).toBeGreaterThan(0.1);
  expect(strengths.slice(-2)).toEqual([1, 1]);
  expect(movementColour(0.5)).toMatch(/^rgb\(\d+ \d+ \d+ \/ 0\.500\)$/);
});

test("a grid of movements has a row a layer, and nothing where a layer did not learn", () => {
  const pixels = movementPixels(
    [
      [undefined, 1],
      [4, 0],
    ],
    2,
    4,
  );
  const opacities = [3, 7, 11, 15].map((index) => pixels[index]);
  expect(opacities[0]).toBe(0);
  expect(opacities[1]).toBeGreaterThan(0);
  expect(opacities[2]).toBe(255);
  expect(opacities[3]).toBe(0);
});
