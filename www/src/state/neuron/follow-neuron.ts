/** Keeps track of the channel on view, and fetches what asks about it when there is one for the first time. */
import { computed, effect } from "@preact/signals";
import type { Dependencies } from "../intents/dependencies";
import { isSamePlace } from "./neuron-state";

/** Gives what ends it. */
export function followNeuron(dependencies: Dependencies): () => void {
  const { store } = dependencies;
  let isOver = false;
  let isFetching = false;
  let stopFollowing: (() => void) | undefined;

  async function fetchFollower(): Promise<void> {
    if (isFetching || stopFollowing) return;
    isFetching = true;
    try {
      const { followChannel } = await import("./follow-channel");
      if (!isOver) stopFollowing = followChannel(dependencies);
    } catch {
      // The network is gone; the next channel that is looked at tries again.
    }
    isFetching = false;
  }

  const place = computed(() => {
    const { isOpen, place } = store.select.inside.value;
    return isOpen && place.at === "channel" ? place : undefined;
  });
  const stop = effect(() => {
    const now = place.value;
    const of = now && { layer: now.layer, channel: now.channel };
    if (of) void fetchFollower();
    if (!isSamePlace(of, store.state.peek().neuron.of)) {
      store.dispatch({ type: "neuron", action: { type: "turnedTo", of } });
    }
  });
  return () => {
    isOver = true;
    stop();
    stopFollowing?.();
  };
}
