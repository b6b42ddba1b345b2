/** How sure the head became of each picture, epoch by epoch, and the pictures that it keeps getting wrong. */
import { useMemo } from "preact/hooks";
import type { LearningReplay } from "../../engine/protocol";
import { confidenceRows } from "../../state/learning/confidence-rows";
import { pictureFates } from "../../state/learning/picture-fates";
import { replayedPictures } from "../../state/learning/replayed-pictures";
import { text } from "../../text";
import { learningText } from "../../text/learning";
import { useApp } from "../app-context";
import { ConfidenceGrid } from "./confidence-grid";
import { Part } from "./part";
import { PictureList } from "./picture-list";

export function PicturesOverTime({ replay }: { replay: LearningReplay }) {
  const { select } = useApp();
  const examples = select.examples.value;
  const classes = select.classes.value;
  const { toldClassIds } = select.learning.value;
  const last = replay.epochs.length - 1;
  const pictures = useMemo(
    () => replayedPictures(replay, last, examples, toldClassIds),
    [replay, last, examples, toldClassIds],
  );
  const groups = useMemo(() => confidenceRows(replay, pictures, classes), [replay, pictures, classes]);
  const fates = useMemo(() => pictureFates(replay, pictures), [replay, pictures]);
  const numMoved = pictures.filter(({ isMoved }) => isMoved).length;
  const numWrong = pictures.filter(({ takenForId }) => takenForId !== undefined).length;
  return (
    <Part title={learningText.overTime} help={learningText.overTimeHelp} tools={<Scale />}>
      <ConfidenceGrid replay={replay} groups={groups} />
      {numMoved > 0 && <p class="quiet learning-help">{learningText.overTimeMoved(numMoved)}</p>}
      <PictureList
        title={learningText.neverLearned}
        help={learningText.neverLearnedHelp}
        isComplete
        pictures={fates.neverLearned.map(({ picture }) => ({ picture, detail: undefined }))}
      />
      <PictureList
        title={learningText.forgotten}
        help={learningText.forgottenHelp}
        isComplete
        pictures={fates.forgotten.map(({ picture, lastRightEpoch }) => ({
          picture,
          detail: lastRightEpoch === undefined ? undefined : learningText.lastRight(lastRightEpoch),
        }))}
      />
      {numWrong === 0 && numMoved === 0 && <p class="quiet learning-help">{learningText.allLearned}</p>}
    </Part>
  );
}

/** In no hue: each class has its own. */
function Scale() {
  return (
    <span class="learning-scale quiet numbers" aria-hidden="true">
      {text.train.percent(0)}
      <span data-shares />
      {text.train.percent(1)}
    </span>
  );
}
