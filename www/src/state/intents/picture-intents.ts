/** What a learner can do with pictures that are already in a class: select, move, delete, and take it back. */
import type { Dependencies } from "./dependencies";

export interface PictureIntents {
  /** `only` selects just this one, `toggle` adds or removes it, `through` selects the row up to it. */
  select(exampleId: number, how: "only" | "toggle" | "through"): void;
  selectAllOf(classId: number): void;
  selectMany(exampleIds: readonly number[]): void;
  clearSelection(): void;
  gather(isGathering: boolean): void;
  moveTo(exampleIds: readonly number[], classId: number): void;
  remove(exampleIds: readonly number[]): void;
}

export function pictureIntents({ store }: Dependencies): PictureIntents {
  /** Where a row of selected pictures begins. */
  let anchorId: number | undefined;

  const selectMany = (exampleIds: readonly number[]) =>
    store.dispatch({ type: "picturesSelected", exampleIds });

  return {
    select(exampleId, how) {
      const { selection } = store.state.value;
      if (how === "through" && anchorId !== undefined) {
        selectMany(rowBetween(store.select.examplesByClass.value, anchorId, exampleId));
        return;
      }
      anchorId = exampleId;
      if (how === "toggle" || selection.isGathering) {
        const ids = new Set(selection.exampleIds);
        if (!ids.delete(exampleId)) ids.add(exampleId);
        selectMany([...ids]);
      } else {
        selectMany([exampleId]);
      }
    },
    selectAllOf(classId) {
      selectMany((store.select.examplesByClass.value.get(classId) ?? []).map((example) => example.id));
    },
    selectMany,
    clearSelection() {
      selectMany([]);
      store.dispatch({ type: "gatheringChanged", isGathering: false });
    },
    gather: (isGathering) => store.dispatch({ type: "gatheringChanged", isGathering }),
    moveTo: (exampleIds, classId) => store.dispatch({ type: "picturesMoved", exampleIds, classId }),
    remove: (exampleIds) => store.dispatch({ type: "picturesDeleted", exampleIds }),
  };
}

/** Rows do not cross classes: with ends in two classes, only the later click counts. */
function rowBetween(
  examplesByClass: ReadonlyMap<number, readonly { id: number }[]>,
  fromId: number,
  toId: number,
): number[] {
  for (const examples of examplesByClass.values()) {
    const from = examples.findIndex((example) => example.id === fromId);
    const to = examples.findIndex((example) => example.id === toId);
    if (from >= 0 && to >= 0) {
      return examples.slice(Math.min(from, to), Math.max(from, to) + 1).map((example) => example.id);
    }
  }
  return [toId];
}
