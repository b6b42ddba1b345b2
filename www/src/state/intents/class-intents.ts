/** What a learner can do with classes; none of it recomputes a picture or retrains what need not be. */
import type { LearnerClass } from "../app-state";
import type { Dependencies } from "./dependencies";

export interface ClassIntents {
  /** Gives the new class's identifier. */
  add(name: string): number;
  /** What the next class would be called by and look like, after these that are about to be made. */
  next(others: readonly LearnerClass[]): Pick<LearnerClass, "id" | "colour">;
  rename(classId: number, name: string): void;
  recolour(classId: number, colour: number): void;
  /** Moves one place towards the start (-1) or the end (+1). */
  moveBy(classId: number, places: number): void;
  moveTo(classId: number, index: number): void;
  mergeInto(classId: number, intoClassId: number): void;
  remove(classId: number): void;
  clearEverything(): void;
}

export function classIntents({ store }: Dependencies): ClassIntents {
  const classes = () => store.state.value.classes;

  function moveTo(classId: number, index: number): void {
    store.dispatch({ type: "classReordered", classId, toIndex: index });
  }

  function next(others: readonly LearnerClass[]): Pick<LearnerClass, "id" | "colour"> {
    const id = Math.max(nextClassId(store.state.value), ...others.map((item) => item.id + 1));
    return { id, colour: freeColour([...classes(), ...others]) };
  }

  return {
    add(name) {
      const item = { ...next([]), name };
      store.dispatch({ type: "classAdded", item });
      return item.id;
    },
    next,
    rename(classId, name) {
      const trimmed = name.trim();
      if (trimmed !== "") store.dispatch({ type: "classRenamed", classId, name: trimmed });
    },
    recolour: (classId, colour) => store.dispatch({ type: "classRecoloured", classId, colour }),
    moveBy(classId, places) {
      const index = classes().findIndex((item) => item.id === classId);
      moveTo(classId, Math.min(classes().length - 1, index + places));
    },
    moveTo,
    mergeInto: (classId, intoClassId) => store.dispatch({ type: "classMerged", classId, intoClassId }),
    remove: (classId) => store.dispatch({ type: "classDeleted", classId }),
    clearEverything: () => store.dispatch({ type: "everythingCleared" }),
  };
}

/** Deleted classes that may still come back keep their identifiers, and so does what the head learned of them. */
function nextClassId(state: Dependencies["store"]["state"]["value"]): number {
  const kept = state.undoStack.flatMap((entry) => entry.classes.map(({ item }) => item.id));
  return Math.max(0, ...state.classes.map((item) => item.id), ...kept) + 1;
}

function freeColour(classes: readonly { colour: number }[]): number {
  const taken = new Set(classes.map((item) => item.colour));
  let colour = 0;
  while (taken.has(colour)) colour += 1;
  return colour;
}
