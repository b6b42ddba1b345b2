/** How far the epoch under way has come. */
import type { Training } from "./app-state";

/** Looking at the pictures again takes a quarter of an epoch, because a step goes through the blocks three times. */
const SHARE_OF_BATCHES = 0.75;

/** 0 to 1. */
export function shareOfEpoch({ batch, lookingAgain }: Pick<Training, "batch" | "lookingAgain">): number {
  if (lookingAgain) {
    return SHARE_OF_BATCHES + (1 - SHARE_OF_BATCHES) * (lookingAgain.done / Math.max(1, lookingAgain.total));
  }
  return batch ? SHARE_OF_BATCHES * (batch.done / Math.max(1, batch.total)) : 0;
}
