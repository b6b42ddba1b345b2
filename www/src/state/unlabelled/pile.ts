/** The pile of unlabelled pictures: its place where a class's identifier would be, and which of it teach all the same. */
import type { AppState, Example } from "../app-state";

/** Classes count from 1, so this fits wherever pictures are moved, stored, selected and brought back. */
export const PILE_ID = 0;

export function isInPile({ classId }: Pick<Example, "classId">): boolean {
  return classId === PILE_ID;
}

/** In the order they were added. */
export function pileOf(examples: AppState["examples"]): Example[] {
  return [...examples.values()].filter(isInPile);
}

/** A picture of the pile that teaches the head with a class that is only supposed. */
export interface TeachingPicture {
  example: Example;
  classId: number;
}

type NeededParts = Pick<AppState, "examples"> & { unlabelled: Pick<AppState["unlabelled"], "teaching"> };

/**
 * Those that are still in the pile and whose class has pictures of its own. The same file as one that is held back
 * would give away the answer, so it does not teach.
 */
export function teachingPictures({ examples, unlabelled }: NeededParts): TeachingPicture[] {
  const { teaching } = unlabelled;
  if (!teaching) return [];
  const filled = new Set<number>();
  const heldBack = new Set<string>();
  for (const { classId, side, isEmbedded, groupKey } of examples.values()) {
    if (isEmbedded) filled.add(classId);
    if (side === "validation" && classId !== PILE_ID) heldBack.add(groupKey);
  }
  const teaches = (example: Example, classId: number) =>
    isInPile(example) && example.isEmbedded && filled.has(classId) && !heldBack.has(example.groupKey);
  return [...teaching.labels].flatMap(([id, classId]) => {
    const example = examples.get(id);
    return example && teaches(example, classId) ? [{ example, classId }] : [];
  });
}
