/** The filter: flat stays flat, fine patterns turn grey, ramps stay ramps. */
import { expect, test } from "vitest";
import { resampleSquare } from "../../src/inputs/resample";

function squareOf(side: number, valueAt: (x: number, y: number) => number): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(side * side * 4);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) pixels.set([valueAt(x, y), 10, 200, 255], (y * side + x) * 4);
  }
  return pixels;
}

const redAt = (pixels: Uint8Array, side: number, x: number, y: number) => pixels[(y * side + x) * 4] ?? -1;

test.each([1, 2, 100, 224, 333, 448, 700])("a flat square of %d stays flat", (side) => {
  const pixels = resampleSquare(
    squareOf(side, () => 77),
    side,
    224,
  );
  expect(pixels.length).toBe(224 * 224 * 4);
  expect(
    new Set(
      Array.from({ length: 224 * 224 }, (_, index) => pixels.subarray(index * 4, index * 4 + 4).join()),
    ),
  ).toEqual(new Set(["77,10,200,255"]));
});

test("the same size is the same picture", () => {
  const source = squareOf(224, (x, y) => (x * 7 + y * 13) % 256);
  expect(resampleSquare(source, 224, 224)).toEqual(new Uint8Array(source.buffer));
});

test("a checkerboard finer than the result turns grey instead of into stripes", () => {
  const pixels = resampleSquare(
    squareOf(640, (x, y) => ((x + y) % 2) * 255),
    640,
    224,
  );
  for (let place = 8; place < 216; place++) {
    expect(Math.abs(redAt(pixels, 224, place, 100) - 127.5)).toBeLessThan(6);
  }
});

test("a ramp stays a ramp, both ways", () => {
  for (const side of [100, 448]) {
    const pixels = resampleSquare(
      squareOf(side, (x) => (x * 255) / (side - 1)),
      side,
      224,
    );
    for (let x = 10; x < 214; x++) {
      const expected = (((x + 0.5) * (side / 224) - 0.5) * 255) / (side - 1);
      expect(Math.abs(redAt(pixels, 224, x, 50) - expected)).toBeLessThan(1.5);
    }
  }
});

test("up and left stay up and left", () => {
  const pixels = resampleSquare(
    squareOf(500, (x, y) => (x < 250 && y < 250 ? 255 : 0)),
    500,
    224,
  );
  expect([redAt(pixels, 224, 20, 20), redAt(pixels, 224, 200, 20), redAt(pixels, 224, 20, 200)]).toEqual([
    255, 0, 0,
  ]);
});
