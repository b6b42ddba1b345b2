/** Fetches what asks the engine why, when somebody wants to know for the first time. */
import { computed, effect } from "@preact/signals";
import type { Dependencies } from "../intents/dependencies";

/** Gives what ends it. */
export function followExplain(dependencies: Dependencies): () => void {
  const { select } = dependencies.store;
  let isOver = false;
  let isFetching = false;
  let stopFollowing: (() => void) | undefined;

  async function fetchFollower(): Promise<void> {
    if (isFetching || stopFollowing) return;
    isFetching = true;
    try {
      const { followAnswers } = await import("./follow-answers");
      if (!isOver) stopFollowing = followAnswers(dependencies);
    } catch {
      // The network is gone; the next question tries again.
    }
    isFetching = false;
  }

  const isWanted = computed(() => {
    const { isOpen, place } = select.inside.value;
    return select.trying.value.isExplaining || (isOpen && place.at === "value");
  });
  const stop = effect(() => {
    if (isWanted.value) void fetchFollower();
  });
  return () => {
    isOver = true;
    stop();
    stopFollowing?.();
  };
}
