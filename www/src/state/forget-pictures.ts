/** Lets go of pixels and features of pictures that cannot come back any more, on the page and in the engine. */
import { effect } from "@preact/signals";
import type { EngineClient } from "../engine/client";
import type { AppState } from "./app-state";
import type { PictureData } from "./picture-data";
import type { Store } from "./store";

/** Gives a function that ends it. */
export function forgetPictures(store: Store, client: EngineClient, pictureData: PictureData): () => void {
  let before = store.state.peek();
  return effect(() => {
    const now = store.state.value;
    const isSame = now.undoStack === before.undoStack && now.examples.size >= before.examples.size;
    const old = before;
    before = now;
    if (isSame) return;
    const reachable = reachableIds(now);
    const lost = [...reachableIds(old)].filter((id) => !reachable.has(id));
    if (lost.length === 0) return;
    pictureData.forget(lost);
    if (now.engine.phase.at === "ready") void client.send({ kind: "forgetExamples", exampleIds: lost });
  });
}

/** Those of the learner, and those that undo can bring back. */
export function reachableIds(state: AppState): Set<number> {
  const ids = new Set(state.examples.keys());
  for (const entry of state.undoStack) for (const { id } of entry.examples) ids.add(id);
  return ids;
}
