/** Where the drawings of how the head learned put things, and what they mean by a place. */
import { describe, expect, test } from "vitest";
import { confidencePixels, rowHeight } from "../../src/draw/confidence-grid";
import { createMovingPlaces } from "../../src/draw/moving-places";
import {
  dotInDirection,
  dotsInLasso,
  fittingSquares,
  nearestDot,
  scatterFrame,
  scatterPlaces,
} from "../../src/draw/scatter-geometry";
import {
  inputOrder,
  rankAt,
  squareOf,
  strengthOf,
  stripPixels,
  stripShape,
} from "../../src/draw/weight-strip";

describe("a map of pictures", () => {
  test("fits all dots on one scale, upwards being up", () => {
    const positions = [0, 0, 10, 2];
    const frame = scatterFrame(positions, { width: 120, height: 100 }, 10);
    expect([...scatterPlaces(positions, frame)]).toEqual([10, 60, 110, 40]);
  });

  test("puts dots that all lie in one place in the middle, and leaves out those without a place", () => {
    const frame = scatterFrame([3, 3, 3, 3, Number.NaN, Number.NaN], { width: 100, height: 60 }, 10);
    expect([...scatterPlaces([3, 3], frame)]).toEqual([50, 30]);
    expect(nearestDot(scatterPlaces([Number.NaN, Number.NaN], frame), { x: 50, y: 30 }, 100)).toBeUndefined();
  });

  test("finds the nearest dot within reach", () => {
    const places = [0, 0, 10, 0, 12, 0];
    expect(nearestDot(places, { x: 11.5, y: 0 }, 5)).toBe(2);
    expect(nearestDot(places, { x: 30, y: 0 }, 5)).toBeUndefined();
  });

  test("a lasso holds what lies inside, also in a bay of its outline", () => {
    // The shape of a U: the dot in its opening is outside.
    const outline = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 30 },
      { x: 20, y: 30 },
      { x: 20, y: 0 },
      { x: 30, y: 0 },
      { x: 30, y: 40 },
      { x: 0, y: 40 },
    ];
    expect(dotsInLasso([5, 5, 15, 10, 25, 5, 15, 35, 50, 50], outline)).toEqual([0, 2, 3]);
    expect(dotsInLasso([5, 5], [])).toEqual([]);
  });

  test("an arrow key goes to the dot that is near and ahead", () => {
    const places = [0, 0, 10, 1, 4, 9, -5, 0];
    expect(dotInDirection(places, 0, "right")).toBe(1);
    expect(dotInDirection(places, 0, "down")).toBe(2);
    expect(dotInDirection(places, 0, "left")).toBe(3);
    expect(dotInDirection(places, 0, "up")).toBeUndefined();
  });

  test("squares never lie on each other, and the first in order have the first choice", () => {
    const places = [50, 50, 55, 50, 90, 50, Number.NaN, 0];
    expect(fittingSquares(places, [0, 1, 2, 3], 30)).toEqual([0, 2]);
    expect(fittingSquares(places, [1, 0, 2, 3], 30)).toEqual([1, 2]);
  });
});

describe("moving dots", () => {
  function withClock() {
    const steps: ((nowMillis: number) => void)[] = [];
    const moving = createMovingPlaces({
      request: (step) => steps.push(step),
      cancel: () => {
        steps.length = 0;
      },
    });
    const tick = (nowMillis: number) => {
      for (const step of steps.splice(0)) step(nowMillis);
    };
    return { moving, tick };
  }

  test("travel, and arrive exactly", () => {
    const { moving, tick } = withClock();
    moving.moveTo([1, 2], Float32Array.of(0, 0, 5, 5), 100, () => {});
    expect([...moving.now]).toEqual([0, 0, 5, 5]);
    moving.moveTo([1, 2], Float32Array.of(10, 0, 5, 5), 100, () => {});
    tick(1000);
    tick(1050);
    expect([...moving.now]).toEqual([5, 0, 5, 5]);
    tick(1100);
    expect([...moving.now]).toEqual([10, 0, 5, 5]);
  });

  test("jump where nothing may move, and keep who is who when others come and go", () => {
    const { moving, tick } = withClock();
    moving.moveTo([1, 2], Float32Array.of(0, 0, 8, 8), 0, () => {});
    moving.moveTo([3, 2], Float32Array.of(4, 4, 10, 8), 100, () => {});
    tick(0);
    expect([...moving.now]).toEqual([4, 4, 8, 8]);
    tick(100);
    expect([...moving.now]).toEqual([4, 4, 10, 8]);
  });
});

describe("a strip of weights", () => {
  test("has squares of about the wished size, column by column", () => {
    const shape = stripShape(1280, 440, 3);
    expect(shape).toEqual({ columns: 143, rows: 9 });
    expect(squareOf(10, shape)).toEqual({ column: 1, row: 1 });
    expect(rankAt({ x: 1.5 / 143, y: 1.5 / 9 }, shape, 1280)).toBe(10);
    expect(rankAt({ x: 0.9999, y: 0.9999 }, shape, 1280)).toBeUndefined();
    expect(stripShape(16, 440, 3)).toEqual({ columns: 16, rows: 1 });
  });

  test("is not made pale by a single large weight", () => {
    const values = Array.from({ length: 200 }, (_, index) => (index === 7 ? -50 : 0.5));
    expect(strengthOf(values)).toBe(0.5);
    expect(strengthOf([0, 0, 0.25])).toBe(0.25);
    expect(strengthOf([])).toBe(0);
  });

  test("is sorted by number, or by what is largest over all classes", () => {
    expect(inputOrder(undefined, 3)).toEqual([0, 1, 2]);
    expect(inputOrder([1, 0, 2, -1, 3, 0], 3)).toEqual([1, 2, 0]);
  });

  test("is blue against and orange for", () => {
    const pixels = stripPixels([1, -1], [1, 0], { columns: 2, rows: 1 }, 1);
    expect(pixels[2]).toBeGreaterThan(pixels[0] ?? 0);
    expect(pixels[4]).toBeGreaterThan(pixels[6] ?? 0);
  });
});

test("the grid over time has the hue of each class, as strong as it is sure, and is never taller than a screen", () => {
  const pixels = confidencePixels([{ shares: [0, 1], hue: "#3b82af" }, undefined], 2);
  expect([...pixels]).toEqual([0x3b, 0x82, 0xaf, 0, 0x3b, 0x82, 0xaf, 255, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect([rowHeight(3), rowHeight(100), rowHeight(5000)]).toEqual([7, 4, 1]);
});
