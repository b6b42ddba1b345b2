/** Finds pictures that the network keeps getting wrong: never right, or right once and then no longer. */
import type { LearningReplay } from "../../engine/protocol";
import type { ReplayedPicture } from "./replayed-pictures";

export interface PictureFates {
  /** Wrong after every remembered epoch, but for one at most: that may be chance. */
  neverLearned: FatedPicture[];
  /** Right for a while, wrong in the end: a forgetting event (Toneva et al. 2019). */
  forgotten: FatedPicture[];
}

export interface FatedPicture {
  picture: ReplayedPicture;
  /** The last epoch after which it was right. */
  lastRightEpoch: number | undefined;
}

/** Before, everything is wrong that will be right soon. */
const FEWEST_EPOCHS = 3;

const FEWEST_RIGHT_EPOCHS = 2;

/**
 * `pictures` as they are in the end, most clearly wrong first in the answer. What was moved to another class since
 * the head last learned is left out: it may be right now.
 */
export function pictureFates(replay: LearningReplay, pictures: readonly ReplayedPicture[]): PictureFates {
  const fates: PictureFates = { neverLearned: [], forgotten: [] };
  const trained = replay.epochs.flatMap((epoch, index) => (epoch > 0 ? [{ epoch, index }] : []));
  if (trained.length < FEWEST_EPOCHS) return fates;
  const numRows = replay.exampleIds.length;
  const hardestFirst = [...pictures].sort((one, other) => one.confidence - other.confidence);
  for (const picture of hardestFirst) {
    if (picture.isMoved || picture.takenForId === undefined) continue;
    const right = trained.filter(
      ({ index }) => replay.predictedClassIds[index * numRows + picture.row] === picture.example.classId,
    );
    const lastRightEpoch = right.at(-1)?.epoch;
    const list = right.length < FEWEST_RIGHT_EPOCHS ? fates.neverLearned : fates.forgotten;
    list.push({ picture, lastRightEpoch });
  }
  return fates;
}
