/** Asks again about the still picture in hand whenever training has come to rest, so that its answer is never old. */
import { effect } from "@preact/signals";
import type { TryingIntents } from "./intents/trying-intents";
import type { Store } from "./store";

/** Gives a function that ends it. */
export function lookAgainAfterTraining(store: Store, trying: TryingIntents): () => void {
  let wasBusy = false;
  return effect(() => {
    const { isBusy } = store.select.training.value;
    const hasEnded = wasBusy && !isBusy;
    wasBusy = isBusy;
    if (hasEnded) void trying.lookAgain();
  });
}
