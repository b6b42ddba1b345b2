/** Asks the engine what `neuron` shows, whenever that changes. */
import type { Dependencies } from "../intents/dependencies";

/** Gives what ends it. */
export function followNeuron(_dependencies: Dependencies): () => void {
  return () => {};
}
