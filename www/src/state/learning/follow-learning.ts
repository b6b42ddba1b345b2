/** Begins to ask about how the head learned when somebody first looks at it. */
import { effect } from "@preact/signals";
import type { Dependencies } from "../intents/dependencies";

/** Gives what ends it. Until the panel is opened not even its code is fetched. */
export function followLearning(dependencies: Dependencies): () => void {
  const { learning } = dependencies.store.select;
  let isOver = false;
  let isBegun = false;
  let endFollowing = () => {};

  async function begin(): Promise<void> {
    isBegun = true;
    try {
      const { followOpenLearning } = await import("./follow-open-learning");
      if (!isOver) endFollowing = followOpenLearning(dependencies);
    } catch {
      // The network is gone; opening the panel again tries again.
      isBegun = false;
    }
  }

  const stop = effect(() => {
    if (learning.value.isOpen && !isBegun) void begin();
  });
  return () => {
    isOver = true;
    stop();
    endFollowing();
  };
}
