/** Drawing the pictures to train on must be fair, repeatable, and never split near-identical pictures. */
import { describe, expect, test } from "vitest";
import { chooseShots, type DrawnFrom } from "../../src/evaluate/choose-shots";

function examples(perClass: number, groupOf: (id: number) => string = String): DrawnFrom[] {
  return Array.from({ length: 3 * perClass }, (_, index) => ({
    exampleId: index + 1,
    classId: (index % 3) + 1,
    groupKey: groupOf(index + 1),
  }));
}

function trainedIds(seed: number): number[] {
  const drawing = chooseShots(examples(20), 5, seed);
  if (drawing.kind !== "drawn") return [];
  return [...drawing.sides].flatMap(([id, side]) => (side === "training" ? [id] : []));
}

describe("drawing shots", () => {
  test("takes as many of each class and tests on all the rest", () => {
    const drawing = chooseShots(examples(20), 5, 1);
    expect(drawing.kind === "drawn" && drawing.sides.size).toBe(60);
    const classes = trainedIds(1).map((id) => (id - 1) % 3);
    expect([0, 1, 2].map((one) => classes.filter((other) => other === one).length)).toEqual([5, 5, 5]);
  });

  test("the same seed draws the same, another seed another", () => {
    expect(trainedIds(7)).toEqual(trainedIds(7));
    expect(trainedIds(7)).not.toEqual(trainedIds(8));
  });

  test("near-identical pictures of a trained one are not tested on", () => {
    const paired = examples(20, (id) => String(Math.floor((id - 1) / 6)));
    const drawing = chooseShots(paired, 2, 3);
    if (drawing.kind !== "drawn") throw new Error(drawing.kind);
    const groups = (side: string) =>
      new Set(
        paired
          .filter(({ exampleId }) => drawing.sides.get(exampleId) === side)
          .map(({ groupKey }) => groupKey),
      );
    expect([...groups("training")].filter((key) => groups("validation").has(key))).toEqual([]);
    expect(drawing.numLeftOut).toBe(60 - drawing.sides.size);
  });

  test("a class without a picture to be tested on is named", () => {
    expect(chooseShots(examples(5), 5, 1)).toEqual({ kind: "classTooSmall", classId: 1, numPictures: 5 });
  });
});
