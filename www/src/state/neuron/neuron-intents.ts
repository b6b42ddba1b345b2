/** What a learner can do with `neuron`. */
import type { Dependencies } from "../intents/dependencies";

export interface NeuronIntents {
  open(isOpen: boolean): void;
}

export function neuronIntents({ store }: Dependencies): NeuronIntents {
  return {
    open: (isOpen) => store.dispatch({ type: "neuron", action: { type: "opened", isOpen } }),
  };
}
