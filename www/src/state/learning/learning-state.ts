/** How the head learned, epoch by epoch: what the timeline shows, and the answers it needs. */

export interface LearningState {
  isOpen: boolean;
  /** The epoch that every view shows; absent for now. */
  shownEpoch: number | undefined;
  /** The epoch that every view shows beside it; absent while nothing is compared. 0 is before training. */
  comparedEpoch: number | undefined;
}

export type LearningAction =
  | { type: "opened"; isOpen: boolean }
  | { type: "epochsChosen"; shownEpoch: number | undefined; comparedEpoch: number | undefined };

export const initialLearning: LearningState = {
  isOpen: false,
  shownEpoch: undefined,
  comparedEpoch: undefined,
};
