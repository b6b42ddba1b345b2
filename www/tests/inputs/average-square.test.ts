/** A square becomes smaller by averaging: every pixel of it counts, and for as much as it covers. */
import { expect, test } from "vitest";
import { averageSquare, sideOfSquare } from "../../src/inputs/average-square";

function square(side: number, grey: (x: number, y: number) => number): Uint8Array {
  const pixels = new Uint8Array(side * side * 4).fill(255);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) pixels.fill(grey(x, y), (y * side + x) * 4, (y * side + x) * 4 + 3);
  }
  return pixels;
}

const firstOf = (pixels: Uint8Array) => pixels.filter((_, index) => index % 4 === 0);

test("whole areas are averaged", () => {
  const halves = averageSquare(
    square(4, (x, y) => 10 * (y * 4 + x)),
    2,
  );
  expect([...firstOf(halves)]).toEqual([25, 45, 105, 125]);
  expect(sideOfSquare(halves)).toBe(2);
});

test("a pixel that two areas share counts for both, as much as each has of it", () => {
  const pixels = averageSquare(
    square(3, (x) => [0, 90, 240][x] ?? 0),
    2,
  );
  // A whole pixel and half of the middle one, over one and a half.
  expect([...firstOf(pixels)]).toEqual([30, 190, 30, 190]);
});

test.each([160, 128, 96, 64, 32])("one colour stays that colour at %i pixels, opaque", (side) => {
  const pixels = averageSquare(
    square(224, () => 77),
    side,
  );
  expect(pixels).toHaveLength(side * side * 4);
  expect(pixels.every((value, index) => value === (index % 4 === 3 ? 255 : 77))).toBe(true);
});

test("what is no larger stays as it is", () => {
  const pixels = square(4, (x) => x);
  expect(averageSquare(pixels, 4)).toBe(pixels);
  expect(averageSquare(pixels, 8)).toBe(pixels);
});
