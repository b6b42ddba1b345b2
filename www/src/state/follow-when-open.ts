/** Begins to follow a part of the page when somebody first opens it; until then not even its code is fetched. */
import { effect } from "@preact/signals";
import type { Dependencies } from "./intents/dependencies";

type Follow = (dependencies: Dependencies) => () => void;

/** `isOpen` reads the signals that say so. Gives what ends it. */
export function followWhenOpen(
  dependencies: Dependencies,
  isOpen: () => boolean,
  load: () => Promise<Follow>,
): () => void {
  let isOver = false;
  let isBegun = false;
  let endFollowing = () => {};

  async function begin(): Promise<void> {
    isBegun = true;
    try {
      const follow = await load();
      if (!isOver) endFollowing = follow(dependencies);
    } catch {
      // The network is gone; opening it again tries again.
      isBegun = false;
    }
  }

  const stop = effect(() => {
    if (isOpen() && !isBegun) void begin();
  });
  return () => {
    isOver = true;
    stop();
    endFollowing();
  };
}
