/** Asks for all remembered epochs at once: at once when the learner changes something, now and then while training goes on. */
import { effect } from "@preact/signals";
import type { Projection } from "../../engine/protocol";
import type { Dependencies } from "../intents/dependencies";
import { projectionOf } from "./learning-state";

/** While training, the map moves about twice a second. */
const SHORTEST_REST_MILLIS = 450;

/** A long replay of many pictures must not take more than a quarter of the time from the training itself. */
const RESTS_PER_ANSWER = 3;

/** A wish of the learner does not wait for the end of a rest. */
const MILLIS_BETWEEN_LOOKS = 50;

interface ReplayQuestion {
  projection: Projection;
  epoch: number;
  historyRevision: number;
  toldClassIds: ReadonlyMap<number, number>;
}

type NeededParts = Pick<Dependencies, "store" | "client" | "nowMillis" | "waitMillis">;

/** Gives what ends it. */
export function followReplay({ store, client, nowMillis, waitMillis }: NeededParts): () => void {
  const { select } = store;
  let wanted: ReplayQuestion | undefined;
  let asked: ReplayQuestion | undefined;
  let isAsking = false;
  let restsUntilMillis = Number.NEGATIVE_INFINITY;

  async function askAll(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    while (wanted && !(asked && isSame(wanted, asked))) {
      const restMillis = asked && isOnlyLater(wanted, asked) ? restsUntilMillis - nowMillis() : 0;
      if (restMillis > 0) {
        await waitMillis(Math.min(restMillis, MILLIS_BETWEEN_LOOKS));
        continue;
      }
      asked = wanted;
      const beganMillis = nowMillis();
      await client.askLatest("learning replay", { kind: "replayLearning", projection: wanted.projection });
      const tookMillis = nowMillis() - beganMillis;
      restsUntilMillis = nowMillis() + Math.max(SHORTEST_REST_MILLIS, RESTS_PER_ANSWER * tookMillis);
    }
    isAsking = false;
  }

  const stop = effect(() => {
    const { isOpen, arrangement, historyRevision, toldClassIds } = select.learning.value;
    const { hasHead, epoch } = select.training.value;
    const canAsk = isOpen && hasHead && select.engine.value.phase.at === "ready";
    wanted = canAsk
      ? { projection: projectionOf(arrangement), epoch, historyRevision, toldClassIds }
      : undefined;
    if (wanted) void askAll();
    else asked = undefined;
  });
  return () => {
    wanted = undefined;
    stop();
  };
}

function isSame(one: ReplayQuestion, other: ReplayQuestion): boolean {
  return one.epoch === other.epoch && isOnlyLater(one, other);
}

/** Nothing but the epoch is different. */
function isOnlyLater(one: ReplayQuestion, other: ReplayQuestion): boolean {
  return (
    one.projection === other.projection &&
    one.historyRevision === other.historyRevision &&
    one.toldClassIds === other.toldClassIds
  );
}
