/** Begins to ask about how the head learned when somebody first looks at it. */
import { followWhenOpen } from "../follow-when-open";
import type { Dependencies } from "../intents/dependencies";

/** Gives what ends it. */
export function followLearning(dependencies: Dependencies): () => void {
  const { learning } = dependencies.store.select;
  return followWhenOpen(
    dependencies,
    () => learning.value.isOpen,
    async () => (await import("./follow-open-learning")).followOpenLearning,
  );
}
