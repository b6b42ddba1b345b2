/** Follows the address from the start, and fetches what asks about the network when it is opened for the first time. */
import { computed, effect } from "@preact/signals";
import type { Dependencies } from "../intents/dependencies";
import { type AddressBar, browserAddressBar } from "./address-bar";
import { followAddress } from "./follow-address";

/** Gives what ends it. */
export function followInside(dependencies: Dependencies, bar: AddressBar = browserAddressBar()): () => void {
  const { store } = dependencies;
  let isOver = false;
  let isFetching = false;
  let stopFollowing: (() => void) | undefined;

  async function fetchFollower(): Promise<void> {
    if (isFetching || stopFollowing) return;
    isFetching = true;
    try {
      const { followOpen } = await import("./follow-open");
      if (!isOver) stopFollowing = followOpen(dependencies);
    } catch {
      // The network is gone; opening it the next time tries again.
    }
    isFetching = false;
  }

  const stopAddress = followAddress(store, bar);
  const isOpen = computed(() => store.select.inside.value.isOpen);
  const stop = effect(() => {
    if (isOpen.value) void fetchFollower();
  });
  return () => {
    isOver = true;
    stop();
    stopAddress();
    stopFollowing?.();
  };
}
