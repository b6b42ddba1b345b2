/** Begins to ask for what choosing the depth shows when somebody first looks at it. */
import { followWhenOpen } from "../follow-when-open";
import type { Dependencies } from "../intents/dependencies";

/** Gives what ends it. */
export function followDeeper(dependencies: Dependencies): () => void {
  const { deeper } = dependencies.store.select;
  return followWhenOpen(
    dependencies,
    () => deeper.value.isOpen,
    async () => (await import("./follow-open-deeper")).followOpenDeeper,
  );
}
