/** Class colours must be told apart by everyone, on light and on dark pages. */
import { describe, expect, test } from "vitest";
import {
  activationColour,
  classColour,
  cssColourFromRgba,
  divergingColour,
  numChosenClassColours,
  type Rgba,
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

describe("the scale of activations", () => {
  const [red, green, blue] = activationColour(1);
  const strongest = `#${[red, green, blue].map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;

  test("goes from see-through to opaque, whatever it is given", () => {
    expect(activationColour(0)[3]).toBe(0);
    expect(activationColour(-1)[3]).toBe(0);
    expect(activationColour(Number.NaN)[3]).toBe(0);
    expect(activationColour(1)[3]).toBe(255);
    expect(activationColour(9)[3]).toBe(255);
  });

  test("reads on white and on near-black", () => {
    const luminance = luminanceOf(strongest);
    expect(1.05 / (luminance + 0.05)).toBeGreaterThan(3);
    expect((luminance + 0.05) / (NEAR_BLACK_LUMINANCE + 0.05)).toBeGreaterThan(3);
  });

  test("has steps that look about equally large, on white and on near-black", () => {
    for (const paper of [255, 21]) {
      const seen = Array.from({ length: 9 }, (_, step) => oklabOver(activationColour(step / 8), paper));
      const steps = seen.slice(1).map((colour, index) => distance(colour, seen[index] ?? []));
      expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.5);
    }
  });

  test("is no class's hue and no end of the diverging scale", () => {
    const taken = Array.from({ length: numChosenClassColours }, (_, index) =>
      oklab(linearOf(classColour(index))),
    );
    taken.push(oklabOver(divergingColour(-1), 255), oklabOver(divergingColour(1), 255));
    const own = oklab(linearOf(strongest));
    expect(Math.min(...taken.map((colour) => distance(own, colour)))).toBeGreaterThan(0.1);
  });
});

function linearOf(hex: string): number[] {
  return [1, 3, 5].map((start) => linearFromByte(Number.parseInt(hex.slice(start, start + 2), 16)));
}

function linearFromByte(byte: number): number {
  const channel = byte / 255;
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

function oklabOver([red, green, blue, alpha]: Rgba, paper: number): number[] {
  const share = alpha / 255;
  return oklab([red, green, blue].map((byte) => linearFromByte(share * byte + (1 - share) * paper)));
}

/** Björn Ottosson's OKLab. */
function oklab([red = 0, green = 0, blue = 0]: number[]): number[] {
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const medium = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
  ];
}

function distance(one: readonly number[], other: readonly number[]): number {
  return Math.hypot(...one.map((value, index) => value - (other[index] ?? 0)));
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
