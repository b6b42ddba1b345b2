/** Rows are always full up to the last, and stretches that are not drawn keep their height. */
import { expect, test } from "vitest";
import { chunkHeight, GRID_GAP, gridGeometry } from "../../src/views/collect/grid-geometry";
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

test("the network's parts stay in order and within the width", () => {
  for (const width of [300, 358, 560, 900]) {
    const { firstX, lastX, layers, featuresX, classesX } = networkGeometry(width);
    const last = layers.at(-1);
    expect(layers[0]?.x).toBe(firstX);
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBeCloseTo(lastX);
    expect(lastX).toBeLessThan(featuresX);
    expect(featuresX).toBeLessThan(classesX);
    expect(classesX).toBeLessThan(width);
  }
});
