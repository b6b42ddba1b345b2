/** What a learner can do with `learning`. */
import type { Dependencies } from "../intents/dependencies";

export interface LearningIntents {
  open(isOpen: boolean): void;
}

export function learningIntents({ store }: Dependencies): LearningIntents {
  return {
    open: (isOpen) => store.dispatch({ type: "learning", action: { type: "opened", isOpen } }),
  };
}
