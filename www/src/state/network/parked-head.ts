/** What was learned with a network that is left is laid aside, and taken up again when that network is back. */
import type { ParkedHead } from "../../storage/saved-work";
import type { AppState, TrainingBackup } from "../app-state";
import type { Dependencies } from "../intents/dependencies";
import type { TrainingIntents } from "../intents/training-intents";
import type { historyFromSaved, scheduleFromSaved, tuningFromSaved } from "../load-work";

/** Handed on, because the bundler cuts what late parts import out of the page's own code, at a price. */
export interface Readers {
  historyFromSaved: typeof historyFromSaved;
  scheduleFromSaved: typeof scheduleFromSaved;
  tuningFromSaved: typeof tuningFromSaved;
}

/** With how deep it was to learn, which another network has other words for. */
export function parkedHead(
  { head, ...backup }: TrainingBackup,
  { plan }: Pick<AppState, "plan">,
): ParkedHead {
  const { history, sides, targetEpoch, schedule } = backup;
  const details = { history, sides: [...sides], targetEpoch, schedule, tuning: plan.settings.tuning };
  return { head, details };
}

/** In the place of a head of another network, which is laid aside, comes the one that this network left, if any. */
export async function changeHead(
  dependencies: Dependencies,
  training: TrainingIntents,
  readers: Readers,
  { from, to }: { from: TrainingBackup | undefined; to: ParkedHead | undefined },
): Promise<void> {
  const { store, parkHead } = dependencies;
  if (from) {
    await parkHead(from.head.fingerprint, parkedHead(from, store.state.value));
    await dependencies.keepHead(undefined, []);
    // Its curves came with it.
    store.dispatch({ type: "trainingReset", backup: undefined });
  }
  if (!to) return;
  const { head, details } = to;
  training.changeSettings({ hiddenUnits: head.hidden?.bias.length, tuning: tuningOf(details, readers) });
  if (!(await training.bringBack(backupFrom(to, readers)))) {
    return store.dispatch({ type: "trainingReset", backup: undefined });
  }
  // From now on it is kept as the head in use.
  await parkHead(head.fingerprint, undefined);
}

function backupFrom({ head, details }: ParkedHead, readers: Readers): TrainingBackup {
  const { sides, targetEpoch } = details as { sides?: unknown; targetEpoch?: unknown };
  return {
    head,
    history: readers.historyFromSaved(details),
    schedule: readers.scheduleFromSaved(details),
    sides: new Map(Array.isArray(sides) ? sides : []),
    targetEpoch: typeof targetEpoch === "number" ? targetEpoch : head.epoch,
  };
}

function tuningOf(details: unknown, readers: Readers) {
  return readers.tuningFromSaved((details as { tuning?: unknown }).tuning);
}
