/** Grows a picture that one channel likes: a few steps are asked for at a time, and pausing is not asking. */
import { effect } from "@preact/signals";
import type { EngineEvent } from "../../engine/protocol";
import type { Dependencies } from "../intents/dependencies";
import type { Growth } from "./neuron-state";

/** Of the grown picture, in pixels: a multiple of 32, small enough to be grown while one watches. */
export const GROWN_SIDE = 128;

/** So many that drawing does not hold up growing, and so few that it looks alive and pauses at once. */
const STEPS_AT_ONCE = 4;

/** A hidden tab, a training or an engine on its way back is looked at again after this time. */
const MILLIS_BETWEEN_LOOKS = 200;

type NeededParts = Pick<Dependencies, "store" | "client" | "isVisible" | "waitMillis">;

/** Starts growing whenever it is wanted. Gives what ends it. */
export function followGrowth(dependencies: NeededParts): () => void {
  const { store, client, isVisible, waitMillis } = dependencies;
  let isGrowing = false;
  let isOver = false;

  const wanted = (): Growth | undefined => {
    const { growth } = store.state.peek().neuron;
    return growth?.isWanted && !isOver ? growth : undefined;
  };
  const mayGrow = () => {
    const { engine, training } = store.state.peek();
    return engine.phase.at === "ready" && !training.isWanted && isVisible();
  };

  async function grow(): Promise<void> {
    for (let growth = wanted(); growth; growth = wanted()) {
      if (!mayGrow()) {
        await waitMillis(MILLIS_BETWEEN_LOOKS);
        continue;
      }
      const event = await growOnce(growth);
      // The engine has died with its answer; the page says so elsewhere, and the next one begins anew.
      if (event.kind === "failed") await waitMillis(MILLIS_BETWEEN_LOOKS);
    }
  }

  function growOnce({ of, seed, step, targetStep }: Growth): Promise<EngineEvent> {
    const { layer, channel } = of;
    const steps = Math.max(1, Math.min(STEPS_AT_ONCE, targetStep - step));
    const restart = step === 0;
    return client.send({ kind: "growPicture", layer, channel, side: GROWN_SIDE, steps, seed, restart });
  }

  const stop = effect(() => {
    const isWanted = store.select.neuron.value.growth?.isWanted ?? false;
    if (!isWanted || isGrowing) return;
    isGrowing = true;
    void grow().finally(() => {
      isGrowing = false;
    });
  });
  return () => {
    isOver = true;
    stop();
  };
}
