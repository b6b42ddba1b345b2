/** Draws the pictures to train on: a number from each class, the same for the same seed. */
import type { Side } from "../engine/protocol";

export interface DrawnFrom {
  exampleId: number;
  classId: number;
  groupKey: string;
}

export type Drawing =
  /** Pictures on neither side are left out, because their near-identical ones are trained on. */
  | { kind: "drawn"; sides: Map<number, Side>; numLeftOut: number }
  /** After drawing, this class has nothing left to be tested on. */
  | { kind: "classTooSmall"; classId: number; numPictures: number };

export function chooseShots(examples: readonly DrawnFrom[], shots: number, seed: number): Drawing {
  const random = randomFromSeed(seed);
  const sides = new Map<number, Side>();
  const trainedGroups = new Set<string>();
  const classes = byClass(examples);
  for (const ofClass of classes.values()) {
    for (const { exampleId, groupKey } of shuffled(ofClass, random).slice(0, shots)) {
      sides.set(exampleId, "training");
      trainedGroups.add(groupKey);
    }
  }
  let numLeftOut = 0;
  for (const { exampleId, groupKey } of examples) {
    if (sides.has(exampleId)) continue;
    if (trainedGroups.has(groupKey)) numLeftOut += 1;
    else sides.set(exampleId, "validation");
  }
  for (const [classId, ofClass] of classes) {
    const isTested = ofClass.some(({ exampleId }) => sides.get(exampleId) === "validation");
    if (ofClass.length <= shots || !isTested) {
      return { kind: "classTooSmall", classId, numPictures: ofClass.length };
    }
  }
  return { kind: "drawn", sides, numLeftOut };
}

function byClass(examples: readonly DrawnFrom[]): Map<number, DrawnFrom[]> {
  const classes = new Map<number, DrawnFrom[]>();
  for (const example of examples) {
    const ofClass = classes.get(example.classId) ?? [];
    ofClass.push(example);
    classes.set(example.classId, ofClass);
  }
  return classes;
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [one, two] = [result[last] as T, result[other] as T];
    result[last] = two;
    result[other] = one;
  }
  return result;
}

/** Numbers from 0 to 1: Tommy Ettinger's Mulberry32, small and good enough for drawing pictures. */
function randomFromSeed(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
