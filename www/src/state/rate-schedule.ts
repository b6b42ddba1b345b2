/** How the learning rate goes over a run: which schedule the coming epochs have. */
import type { Schedule } from "../engine/protocol";
import type { AppState } from "./app-state";

/**
 * The schedule of the epochs to come; none while the rate simply stays the same. A run that goes on keeps its own, and
 * another one has its own from its first epoch to its last.
 */
export function runSchedule({ plan, training }: Pick<AppState, "plan" | "training">): Schedule | undefined {
  const { shape, warmUpEpochs } = plan.rates;
  if (shape === "constant" && warmUpEpochs === 0) return undefined;
  const { schedule } = training;
  const { firstEpoch, epochs } = comingEpochs({ plan, training });
  // As long as the engine wants it: the whole rate is reached before the last epoch.
  const warmUp = (length: number) => Math.min(warmUpEpochs, length - 1);
  const isKept = schedule && firstEpoch === schedule.firstEpoch && epochs === schedule.epochs;
  if (isKept && schedule.shape === shape && schedule.warmUpEpochs === warmUp(epochs)) return schedule;
  const begin = isKept ? training.epoch : firstEpoch;
  const length = Math.max(1, firstEpoch + epochs - begin);
  return { shape, firstEpoch: begin, epochs: length, warmUpEpochs: warmUp(length) };
}

/** Where the run began that goes on or is about to begin, and how long it is. */
export function comingEpochs({ plan, training }: Pick<AppState, "plan" | "training">): {
  firstEpoch: number;
  epochs: number;
} {
  const { epoch, targetEpoch, schedule } = training;
  const isTowards = targetEpoch > epoch;
  if (schedule) {
    const end = schedule.firstEpoch + schedule.epochs;
    const isWithin = schedule.firstEpoch <= epoch && epoch < end;
    // Single steps have no target of their own.
    if (isWithin && (!isTowards || end === targetEpoch)) {
      return { firstEpoch: schedule.firstEpoch, epochs: schedule.epochs };
    }
  }
  return { firstEpoch: epoch, epochs: isTowards ? targetEpoch - epoch : plan.epochs };
}
