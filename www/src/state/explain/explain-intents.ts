/** What a learner can do with `explain`. */
import type { Dependencies } from "../intents/dependencies";

export interface ExplainIntents {
  open(isOpen: boolean): void;
}

export function explainIntents({ store }: Dependencies): ExplainIntents {
  return {
    open: (isOpen) => store.dispatch({ type: "explain", action: { type: "opened", isOpen } }),
  };
}
