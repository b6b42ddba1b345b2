/** Formulas name every number they stand for, and a waterfall's steps join. */
import { describe, expect, test } from "vitest";
import { layerFormula } from "../../src/draw/layer-formula";
import { extentOf, waterfall } from "../../src/draw/waterfall";
import { lite0Layers } from "../../src/gallery/lite0-layers";

const LAYERS = lite0Layers(3, 16);

function formula(name: string, isScaled = false) {
  const info = LAYERS.find((layer) => layer.name === name);
  if (!info) throw new Error(`there is no layer ${name}`);
  return layerFormula(info, isScaled);
}

function namedIn(tex: string): string[] {
  return [...tex.matchAll(/\\htmlData\{symbol=(\w+)\}/g)].map((match) => match[1] ?? "");
}

describe("a formula", () => {
  test("of every layer explains exactly the symbols that it holds", () => {
    for (const info of LAYERS) {
      for (const isScaled of [false, true]) {
        const { tex, symbols } = layerFormula(info, isScaled);
        const explained = symbols.map(({ symbol }) => symbol);
        expect(new Set(namedIn(tex)), info.name).toEqual(new Set(explained));
        expect(new Set(explained).size, info.name).toBe(explained.length);
      }
    }
  });

  test("says what is particular to its layer", () => {
    expect(formula("stem").tex).toContain("x_{k,\\,2i+u,\\,2j+v}");
    expect(formula("blocks.2.depthwise").tex).toContain("x_{i+u,\\,j+v}");
    expect(formula("stem").plain).toBe("y = ReLU6(Σ w·x + b)");
    expect(formula("blocks.2.project").plain).toBe("y = Σ w·x + b + s");
    expect(formula("hidden", true).plain).toBe("y = ReLU(λ Σ w·x + b)");
    expect(formula("classes").plain).toBe("y = Σ w·x + b");
    expect(formula("pooling").plain).toBe("y = 1/49 Σ x");
    expect(formula("softmax").plain).toBe("p = eᶻ / Σ eᶻ");
  });
});

describe("a waterfall", () => {
  test("begins at nothing, joins its steps and ends at the sum", () => {
    const { steps, zero, end } = waterfall([2, -3, 1.5]);
    expect(zero).toBeCloseTo(1 / 3);
    expect(end).toBeCloseTo(1.5 / 3);
    expect(steps.map(({ start }) => start)).toEqual([zero, 0, 0]);
    expect(steps.map(({ length }) => length * 3)).toEqual([2, 3, 1.5]);
    expect(steps.map(({ isNegative }) => isNegative)).toEqual([false, true, false]);
  });

  test("shares its scale with another, and can be of nothing", () => {
    const extent = extentOf([4, -1]);
    expect(extent).toEqual({ low: 0, high: 4 });
    expect(waterfall([1, 1], extent).end).toBe(0.5);
    expect(waterfall([0, 0]).steps.every(({ length }) => length === 0)).toBe(true);
  });
});
