/** What a learner can do inside of the network: open it, go somewhere, close it. */
import type { Dependencies } from "../intents/dependencies";
import type { InsidePlace } from "./inside-state";

export interface InsideIntents {
  open(isOpen: boolean): void;
  goTo(place: InsidePlace): void;
}

export function insideIntents({ store }: Dependencies): InsideIntents {
  return {
    open: (isOpen) => store.dispatch({ type: "inside", action: { type: "opened", isOpen } }),
    goTo: (place) => store.dispatch({ type: "inside", action: { type: "wentTo", place } }),
  };
}
