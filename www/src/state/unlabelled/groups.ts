/** The groups as they are now: without what has left the pile, and with what the learner chose and named. */
import type { AppState, Example } from "../app-state";
import { pileOf } from "./pile";

export interface PileGroup {
  /** Counted from 1, as the engine found them; the others keep theirs when a group is gone. */
  number: number;
  /** The most typical first. */
  examples: readonly Example[];
  /** Those that go along when the group becomes a class. */
  chosenIds: readonly number[];
  /** As the learner named it; absent while its number will do. */
  name: string | undefined;
}

type NeededParts = Pick<AppState, "examples" | "unlabelled">;

export function groupsOnView({ examples, unlabelled }: NeededParts): PileGroup[] {
  const { groups, leftOutIds, groupNames } = unlabelled;
  if (!groups) return [];
  const inPile = new Map(pileOf(examples).map((example) => [example.id, example]));
  return groups.groups.flatMap((ids, index) => {
    const own = ids.flatMap((id) => inPile.get(id) ?? []);
    if (own.length === 0) return [];
    const chosenIds = own.map(({ id }) => id).filter((id) => !leftOutIds.has(id));
    const number = index + 1;
    return [{ number, examples: own, chosenIds, name: groupNames.get(number) }];
  });
}

/** Pictures of the pile that are in no group: they came later, or the network has not looked at them yet. */
export function numUngrouped({ examples, unlabelled }: NeededParts): number {
  const grouped = new Set(unlabelled.groups?.groups.flat());
  return pileOf(examples).filter(({ id }) => !grouped.has(id)).length;
}
