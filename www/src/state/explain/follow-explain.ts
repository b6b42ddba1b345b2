/** Asks the engine what `explain` shows, whenever that changes. */
import type { Dependencies } from "../intents/dependencies";

/** Gives what ends it. */
export function followExplain(_dependencies: Dependencies): () => void {
  return () => {};
}
