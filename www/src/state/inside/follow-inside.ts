/** Asks the engine what `inside` shows, whenever that changes. */
import type { Dependencies } from "../intents/dependencies";

/** Gives what ends it. */
export function followInside(_dependencies: Dependencies): () => void {
  return () => {};
}
