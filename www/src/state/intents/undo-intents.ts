/** Taking back the last destructive step. */
import type { LazyNetwork } from "../network/lazy-network";
import type { Dependencies } from "./dependencies";
import type { EmbeddingIntents } from "./embedding-loop";
import type { TrainingIntents } from "./training-intents";

export interface UndoIntents {
  undo(): void;
}

export function undoIntents(
  { store }: Dependencies,
  training: TrainingIntents,
  embedding: EmbeddingIntents,
  network: LazyNetwork,
): UndoIntents {
  return {
    undo() {
      const entry = store.state.value.undoStack.at(-1);
      if (!entry) return;
      // What goes on between two networks belongs to neither.
      if (store.state.value.network.change) return;
      const { network: before, plan } = entry;
      if (before) return void network((own) => own.choose(before, { undoes: entry.id, plan }));
      store.dispatch({ type: "undone", entryId: entry.id });
      if (entry.training) void training.bringBack(entry.training);
      void embedding.wake();
    },
  };
}
