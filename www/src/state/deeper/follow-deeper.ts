/** Begins to ask for what choosing the depth shows when somebody first looks at it. */
import { effect } from "@preact/signals";
import type { Dependencies } from "../intents/dependencies";

/** Gives what ends it. Until it is opened not even its code is fetched. */
export function followDeeper(dependencies: Dependencies): () => void {
  const { deeper } = dependencies.store.select;
  let isOver = false;
  let isBegun = false;
  let endFollowing = () => {};

  async function begin(): Promise<void> {
    isBegun = true;
    try {
      const { followOpenDeeper } = await import("./follow-open-deeper");
      if (!isOver) endFollowing = followOpenDeeper(dependencies);
    } catch {
      // The network is gone; opening it again tries again.
      isBegun = false;
    }
  }

  const stop = effect(() => {
    if (deeper.value.isOpen && !isBegun) void begin();
  });
  return () => {
    isOver = true;
    stop();
    endFollowing();
  };
}
