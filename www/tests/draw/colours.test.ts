/** Class colours must be told apart by everyone, on light and on dark pages. */
import { describe, expect, test } from "vitest";
import {
  classColour,
  cssColourFromRgba,
  divergingColour,
  numChosenClassColours,
} from "../../src/draw/colours";

const NEAR_BLACK_LUMINANCE = 0.012;

describe("class colours", () => {
  test("are all different, also beyond the chosen ones", () => {
    const colours = Array.from({ length: 60 }, (_, index) => classColour(index));
    expect(new Set(colours).size).toBe(60);
    for (const colour of colours) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
  });

  test("have a contrast of at least 3 to 1 on white and on near-black", () => {
    for (let index = 0; index < 60; index += 1) {
      const luminance = luminanceOf(classColour(index));
      const isChosen = index < numChosenClassColours;
      expect(1.05 / (luminance + 0.05), classColour(index)).toBeGreaterThan(isChosen ? 3 : 2.8);
      expect((luminance + 0.05) / (NEAR_BLACK_LUMINANCE + 0.05), classColour(index)).toBeGreaterThan(3);
    }
  });

  test("stay apart for red-green blindness among the first six", () => {
    const seen = Array.from({ length: 6 }, (_, index) => deuteranopic(linearOf(classColour(index))));
    seen.forEach((one, index) => {
      for (const other of seen.slice(index + 1)) {
        const distance = Math.hypot(...one.map((channel, k) => channel - (other[k] ?? 0)));
        expect(distance).toBeGreaterThan(0.05);
      }
    });
  });

  test("any index gives a colour", () => {
    expect(classColour(-3)).toBe(classColour(0));
    expect(classColour(2.7)).toBe(classColour(2));
  });
});

describe("the diverging scale", () => {
  test("is see-through at zero and opaque at both ends", () => {
    expect(divergingColour(0)[3]).toBe(0);
    expect(divergingColour(1)[3]).toBe(255);
    expect(divergingColour(-7)[3]).toBe(255);
    expect(divergingColour(Number.NaN)[3]).toBe(0);
    expect(divergingColour(1).slice(0, 3)).not.toEqual(divergingColour(-1).slice(0, 3));
  });

  test("is written as CSS", () => {
    expect(cssColourFromRgba([1, 2, 3, 255])).toBe("rgb(1 2 3 / 1.000)");
  });
});

function linearOf(hex: string): number[] {
  return [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
}

function luminanceOf(hex: string): number {
  const [red = 0, green = 0, blue = 0] = linearOf(hex);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Machado, Oliveira and Fernandes 2009, severity 1. */
function deuteranopic([red = 0, green = 0, blue = 0]: number[]): number[] {
  return [
    0.367322 * red + 0.860646 * green - 0.227968 * blue,
    0.280085 * red + 0.672501 * green + 0.047413 * blue,
    -0.01182 * red + 0.04294 * green + 0.968881 * blue,
  ];
}
