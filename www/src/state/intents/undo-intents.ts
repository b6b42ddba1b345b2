/** Taking back the last destructive step. */
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
): UndoIntents {
  return {
    undo() {
      const entry = store.state.value.undoStack.at(-1);
      if (!entry) return;
      store.dispatch({ type: "undone", entryId: entry.id });
      if (entry.training) void training.bringBack(entry.training);
      void embedding.wake();
    },
  };
}
