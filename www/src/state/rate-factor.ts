/** What a schedule makes of a learning rate, for whoever draws it; the engine does it by itself. */
import type { Schedule } from "../engine/protocol";

/** What a step schedule multiplies by, at each of its two steps (He et al. 2015, section 3.4). */
const STEP_FACTOR = 0.1;

/** What learning rates are multiplied by after so many epochs, as the engine does it (`src/schedule.rs`). */
export function rateFactor(schedule: Schedule | undefined, epochsDone: number): number {
  if (!schedule) return 1;
  const { shape, firstEpoch, epochs, warmUpEpochs } = schedule;
  const ofRun = Math.max(0, epochsDone - firstEpoch);
  // The first step is not one of nothing.
  if (ofRun < warmUpEpochs) return Math.min(1, (ofRun + 0.1) / (warmUpEpochs + 0.1));
  const share = Math.min(1, (ofRun - warmUpEpochs) / Math.max(1, epochs - warmUpEpochs));
  switch (shape) {
    case "constant":
      return 1;
    case "step":
      return share < 0.5 ? 1 : share < 0.75 ? STEP_FACTOR : STEP_FACTOR * STEP_FACTOR;
    case "cosine":
      // Loshchilov & Hutter 2017, section 3, without restarts.
      return 0.5 * (1 + Math.cos(Math.PI * share));
    default:
      return shape satisfies never;
  }
}
