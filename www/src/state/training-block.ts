/** What stands between the learner and training, as a code that the text turns into a sentence. */
import type { AppState } from "./app-state";
import { isInPile } from "./unlabelled/pile";

export type TrainingBlock =
  | { because: "engineNotReady" }
  | { because: "engineFailed" }
  | { because: "noClasses" }
  | { because: "oneClass"; className: string }
  | { because: "emptyClass"; className: string }
  | { because: "onePicture"; className: string }
  | { because: "stillReading" }
  | { because: "stillLooking"; numWaiting: number };

/** The first thing to do, in the order in which a learner would do it. */
export function trainingBlock(state: AppState): TrainingBlock | undefined {
  const { classes, examples } = state;
  const first = classes[0];
  if (!first) return { because: "noClasses" };
  const counts = new Map<number, number>();
  let numWaiting = 0;
  for (const example of examples.values()) {
    // Pictures that the learner told to wait are left out of training, as are those without a label.
    if (isInPile(example) || (!example.isEmbedded && state.embedding.isPaused)) continue;
    counts.set(example.classId, (counts.get(example.classId) ?? 0) + 1);
    if (!example.isEmbedded) numWaiting += 1;
  }
  if (classes.length === 1) return { because: "oneClass", className: first.name };
  const empty = classes.find((item) => !counts.has(item.id));
  if (empty) return { because: "emptyClass", className: empty.name };
  const single = classes.find((item) => counts.get(item.id) === 1);
  if (single) return { because: "onePicture", className: single.name };
  if (state.engine.phase.at === "failed") return { because: "engineFailed" };
  if (state.engine.phase.at !== "ready") return { because: "engineNotReady" };
  // Between two bundles of a folder nothing may be waiting, and training would begin on half of it.
  if (state.adding.isReading) return { because: "stillReading" };
  if (numWaiting > 0) return { because: "stillLooking", numWaiting };
  return undefined;
}
