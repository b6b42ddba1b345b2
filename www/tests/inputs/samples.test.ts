/** The sample set's ingredients: enough drawings, safe ones, and looks that do not give the class away. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { seededRandom } from "../../src/inputs/random";
import type { SampleIcons } from "../../src/inputs/sample-icons";
import { randomLook, SAMPLE_CLASS_KEYS, SAMPLE_PICTURES_PER_CLASS } from "../../src/inputs/samples";

test("the script picks the drawings and names their author", () => {
  const target = join(mkdtempSync(join(tmpdir(), "icons-")), "icons.json");
  execFileSync(process.execPath, [
    resolve(import.meta.dirname, "../../scripts/make-sample-icons.mjs"),
    target,
  ]);
  const { attribution, classes } = JSON.parse(readFileSync(target, "utf8")) as SampleIcons;
  expect(attribution.licence).toBe("Apache-2.0");
  expect(attribution.title).not.toBe("");
  expect(classes.map(({ key }) => key)).toEqual(SAMPLE_CLASS_KEYS);
  for (const { icons } of classes) {
    // The split keeps a drawing's renderings together, so there must be several drawings.
    expect(new Set(icons.map(({ name }) => name)).size).toBeGreaterThanOrEqual(8);
    for (const { svg } of icons) expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 128 128">.+<\/svg>$/s);
  }
  expect(SAMPLE_PICTURES_PER_CLASS).toBeGreaterThanOrEqual(24);
});

test("looks vary, stay within the picture, and are the same for the same seed", () => {
  const random = seededRandom(7);
  const again = seededRandom(7);
  const looks = Array.from({ length: 200 }, () => randomLook(random));
  expect(looks).toEqual(Array.from({ length: 200 }, () => randomLook(again)));
  expect(new Set(looks.map((look) => look.colours.join())).size).toBeGreaterThan(190);
  for (const { size, centreX, centreY } of looks) {
    for (const centre of [centreX, centreY]) {
      expect(centre - size / 2).toBeGreaterThan(-0.06);
      expect(centre + size / 2).toBeLessThan(1.06);
    }
  }
});

test("the generator is even, and other seeds give other numbers", () => {
  const random = seededRandom(1);
  const numbers = Array.from({ length: 10_000 }, random);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  expect(Math.abs(numbers.reduce((sum, number) => sum + number, 0) / 10_000 - 0.5)).toBeLessThan(0.01);
  expect(seededRandom(2)()).not.toBe(numbers[0]);
});
