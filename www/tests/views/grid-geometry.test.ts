/** Rows are always full up to the last, and stretches that are not drawn keep their height. */
import { expect, test } from "vitest";
import { NETWORK_SHAPES } from "../../src/draw/network-shapes";
import { chunkHeight, GRID_GAP, gridGeometry } from "../../src/views/collect/grid-geometry";
import { nearStretch } from "../../src/views/collect/use-near-stretch";
import { networkGeometry } from "../../src/views/train/network-geometry";

test("pictures fill the width and stretches end with a full row", () => {
  for (const width of [40, 240, 310, 358, 432, 900]) {
    const geometry = gridGeometry(width, "fine");
    const { columns, cellSide, chunkSize } = geometry;
    expect(columns * cellSide + (columns - 1) * GRID_GAP).toBeCloseTo(width);
    expect(chunkSize % columns).toBe(0);
    expect(chunkHeight(columns + 1, geometry)).toBeCloseTo(2 * cellSide + GRID_GAP);
  }
  expect(gridGeometry(358, "coarse").columns).toBeLessThan(gridGeometry(358, "fine").columns);
});

test("what is near the screen is drawn, wherever the list begins", () => {
  // A screen of 800 pixels, parts of 100, and 500 pixels of margin on both sides.
  expect(nearStretch(200, 800, 100, 1000)).toEqual({ first: 0, end: 11 });
  expect(nearStretch(-10_000, 800, 100, 1000)).toEqual({ first: 95, end: 113 });
  expect(nearStretch(-99_900, 800, 100, 1000)).toEqual({ first: 994, end: 1000 });
  expect(nearStretch(-200_000, 800, 100, 1000)).toEqual({ first: 1000, end: 1000 });
  expect(nearStretch(5000, 800, 100, 1000)).toEqual({ first: 0, end: 0 });
});

test("the network's parts stay in order and within the width", () => {
  for (const [width, shape] of [300, 358, 560, 900].flatMap((one) =>
    Object.values(NETWORK_SHAPES).map((shape) => [one, shape] as const),
  )) {
    const { firstX, lastX, layers, featuresX, classesX } = networkGeometry(width, shape);
    const last = layers.at(-1);
    expect(layers[0]?.x).toBe(firstX);
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBeCloseTo(lastX);
    expect(lastX).toBeLessThan(featuresX);
    expect(featuresX).toBeLessThan(classesX);
    expect(classesX).toBeLessThan(width);
  }
});
