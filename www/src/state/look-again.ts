/** Asks about the still picture in hand when training comes to rest, a head comes back, or another epoch is shown. */
import { effect } from "@preact/signals";
import type { TryingIntents } from "./intents/trying-intents";
import type { Store } from "./store";

/** Gives a function that ends it. */
export function lookAgainAfterTraining(store: Store, trying: TryingIntents): () => void {
  let wasBusy = false;
  let couldAnswer = false;
  let shownBefore = store.state.peek().learning.shownEpoch;
  return effect(() => {
    const { isBusy, hasHead } = store.select.training.value;
    // After a reload a picture may be in hand before the network is ready to say anything about it, and a
    // head that is just being put back answers only when it is there.
    const canAnswer = hasHead && !isBusy && store.state.value.engine.phase.at === "ready";
    const { shownEpoch } = store.select.learning.value;
    const hasNews = (wasBusy && !isBusy) || (canAnswer && !couldAnswer) || shownEpoch !== shownBefore;
    shownBefore = shownEpoch;
    wasBusy = isBusy;
    couldAnswer = canAnswer;
    if (hasNews) void trying.lookAgain();
  });
}
