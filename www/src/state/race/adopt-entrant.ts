/** Takes up what somebody in a race was set to; where that means another network, in one step that undo takes back. */
import type { Dependencies } from "../intents/dependencies";
import type { TrainingIntents } from "../intents/training-intents";
import type { LazyNetwork } from "../network/lazy-network";
import { isSameChoice } from "./race-networks";
import type { EntrantKey, RaceAction } from "./race-state";

interface AdoptingParts {
  dependencies: Dependencies;
  training: TrainingIntents;
  network: LazyNetwork;
  tell(action: RaceAction): void;
}

export async function adoptEntrant(
  { dependencies, training, network, tell }: AdoptingParts,
  key: EntrantKey,
): Promise<void> {
  const { store } = dependencies;
  const { race, plan, network: inUse, datasetRevision } = store.state.value;
  const { course, results, arrivals, failures } = race;
  const entrant = course?.entrants.find((one) => one.key === key);
  const racing = course?.networks.find((one) => one.key === entrant?.network);
  const settings = course?.plans.get(key)?.settings;
  if (!course || !racing || !settings) return;
  const { tuning } = settings;
  if (isSameChoice(racing.choice, inUse.choice)) return training.changeSettings({ tuning });
  await network((own) => own.choose(racing.choice, { plan: { settings: { ...plan.settings, tuning } } }));
  const now = store.state.value;
  if (!isSameChoice(now.network.choice, racing.choice)) return;
  // With another network everything begins anew; what came out of the race is about these very pictures all the same.
  const revision = course.revision === datasetRevision ? now.datasetRevision : course.revision;
  tell({ type: "kept", outcome: { course: { ...course, revision }, results, arrivals, failures } });
}
