/** Which epoch did best on the pictures held back, whether to stop for it, and whether to offer it instead of the last. */
import type { EpochReport, Scores } from "../engine/protocol";
import type { AppState, LearningPlan, StoppedEarly, Training } from "./app-state";

/** For so many epochs the check may get no better; where blocks learn, an epoch does more and takes longer. */
const PATIENCE_OF_HEAD = 8;
const PATIENCE_OF_BLOCKS = 4;

/** Less than this is what checks on a few pictures waver by. */
const LEAST_WORSE = 0.02;
const LEAST_WORSE_SHARE = 0.1;

export interface CheckedReport extends EpochReport {
  validation: Scores;
}

export function standardPatience({ settings }: Pick<LearningPlan, "settings">): number {
  return settings.tuning ? PATIENCE_OF_BLOCKS : PATIENCE_OF_HEAD;
}

export function patienceOf(plan: LearningPlan): number {
  return plan.stopping.patience ?? standardPatience(plan);
}

/**
 * Of the epochs that can be gone back to, the one with the smallest loss on the pictures held back; of two that are
 * alike the earlier. Only epochs that were checked on the same pictures as the last can be compared with it.
 */
export function bestEpoch({
  history,
  rememberedFrom,
}: Pick<Training, "history" | "rememberedFrom">): CheckedReport | undefined {
  const last = history.at(-1);
  if (!last || !isChecked(last)) return undefined;
  let best: CheckedReport | undefined;
  for (const report of history) {
    if (report.epoch < rememberedFrom || !isChecked(report) || !isSameCheck(report, last)) continue;
    if (!best || report.validation.loss < best.validation.loss) best = report;
  }
  return best;
}

/** Why training ends after the last epoch; absent while it may go on. */
export function earlyStop({
  plan,
  training,
  deeper,
}: Pick<AppState, "plan" | "training" | "deeper">): StoppedEarly | undefined {
  if (!plan.stopping.isOn) return undefined;
  const best = bestEpoch(training);
  if (!best || best.epoch === training.epoch) return undefined;
  const patience = patienceOf(plan);
  // What was best before this run is kept as well, but a run is given its own chance.
  const numWaited = training.epoch - Math.max(best.epoch, deeper.runs.at(-1)?.fromEpoch ?? 0);
  return numWaited < patience
    ? undefined
    : { afterEpoch: training.epoch, keptEpoch: best.epoch, numWorse: numWaited };
}

/** An epoch that clearly did better than the last one; none while training goes on. */
export function betterEpoch(training: Training): CheckedReport | undefined {
  if (training.isWanted || training.isBusy) return undefined;
  const best = bestEpoch(training);
  const lastLoss = training.history.at(-1)?.validation?.loss;
  if (!best || lastLoss === undefined || best.epoch >= training.epoch) return undefined;
  const { loss } = best.validation;
  return lastLoss - loss >= Math.max(LEAST_WORSE, LEAST_WORSE_SHARE * loss) ? best : undefined;
}

function isChecked(report: EpochReport): report is CheckedReport {
  return report.validation !== undefined;
}

function isSameCheck(one: CheckedReport, other: CheckedReport): boolean {
  return (
    one.validation.numExamples === other.validation.numExamples &&
    one.classIds.length === other.classIds.length &&
    one.classIds.every((id, index) => id === other.classIds[index])
  );
}
