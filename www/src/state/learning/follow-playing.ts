/** Plays the timeline: one remembered epoch after the other, until now. */
import { computed, effect } from "@preact/signals";
import type { Dependencies } from "../intents/dependencies";

/** Gives what ends it. */
export function followPlaying({ store, waitMillis }: Pick<Dependencies, "store" | "waitMillis">): () => void {
  const stepMillis = computed(() => store.select.learning.value.stepMillis);
  /** Whoever starts anew, or faster, replaces the one before. */
  let turn = 0;

  async function play(own: number, millis: number): Promise<void> {
    for (;;) {
      await waitMillis(millis);
      if (own !== turn) return;
      const { shownEpoch, comparedEpoch, replay } = store.state.peek().learning;
      const next = shownEpoch === undefined ? undefined : replay?.epochs.find((epoch) => epoch > shownEpoch);
      // Now is the end: the reducer stops the playing there.
      store.dispatch({
        type: "learning",
        action: { type: "epochsChosen", shownEpoch: next, comparedEpoch },
      });
    }
  }

  const stop = effect(() => {
    turn += 1;
    if (stepMillis.value !== undefined) void play(turn, stepMillis.value);
  });
  return () => {
    turn += 1;
    stop();
  };
}
