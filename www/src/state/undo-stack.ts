/** The way back: every step that takes something away leaves an entry, and what takes up too much is let go of. */
import type { AppState, UndoEntry } from "./app-state";

/** More steps than anyone goes back, few enough that deleted pictures do not pile up in memory. */
const MOST_STEPS = 20;
/** A network that has learned takes up to fourteen megabytes. */
const MOST_NETWORKS = 2;

/** What an entry holds, but for its number. */
type Remembered = Omit<UndoEntry, "id" | "training"> & Partial<Pick<UndoEntry, "training">>;

export function remembered(state: AppState, entry: Remembered): AppState {
  const id = (state.undoStack.at(-1)?.id ?? 0) + 1;
  return { ...state, undoStack: [...state.undoStack, { training: undefined, ...entry, id }] };
}

/** Whoever adds an entry need not know how many there may be: this is asked after every action. */
export function withinLimits(state: AppState): AppState {
  const newest = state.undoStack.slice(-MOST_STEPS);
  const tooLarge = newest.filter(({ training }) => training?.head.tail).slice(0, -MOST_NETWORKS);
  const undoStack = newest.filter((entry) => !tooLarge.includes(entry));
  return undoStack.length === state.undoStack.length ? state : { ...state, undoStack };
}
