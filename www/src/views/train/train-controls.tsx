/** Train, pause, step and reset, with what stands in the way and how far it has come. */
import type { AppState } from "../../state/app-state";
import { shareOfEpoch } from "../../state/epoch-share";
import { text } from "../../text";
import { useApp } from "../app-context";
import { Button, IconButton } from "../shared/button";
import { PauseIcon, PlayIcon, ResetIcon, StepBatchIcon, StepEpochIcon } from "../shared/icons";
import { TaughtMore } from "../unlabelled/taught-more";

export function TrainControls() {
  const { select, intents } = useApp();
  const training = select.training.value;
  const block = select.trainingBlock.value;
  const isStuck = block !== undefined && !training.isWanted;
  return (
    <div class="train-controls">
      <div class="train-buttons">
        <TrainButton isStuck={isStuck} />
        <span class="button-group">
          <IconButton
            label={text.train.stepBatch}
            isDisabled={isStuck || training.isBusy}
            onClick={() => void intents.training.stepBatch()}
          >
            <StepBatchIcon />
          </IconButton>
          <IconButton
            label={text.train.stepEpoch}
            isDisabled={isStuck || training.isBusy}
            onClick={() => void intents.training.stepEpoch()}
          >
            <StepEpochIcon />
          </IconButton>
          <IconButton
            label={text.train.reset}
            isDisabled={training.epoch === 0 && training.batch === undefined}
            onClick={() => void intents.training.reset()}
          >
            <ResetIcon />
          </IconButton>
        </span>
        <Headline />
      </div>
      <Progress training={training} />
      <CheckGapHint />
      <TaughtMore />
      <p class="train-say" id="train-block" role="status">
        {isStuck ? text.problems.trainingBlock(block) : <StaleHint />}
      </p>
    </div>
  );
}

function TrainButton({ isStuck }: { isStuck: boolean }) {
  const { select, intents } = useApp();
  const { isWanted, epoch, targetEpoch } = select.training.value;
  const { epochs } = select.plan.value;
  if (isWanted) {
    return (
      <Button look="primary" onClick={() => intents.training.pause()}>
        <PauseIcon />
        {text.train.pause}
      </Button>
    );
  }
  const label =
    epoch === 0 ? text.train.train : epoch < targetEpoch ? text.train.resume : text.train.trainMore(epochs);
  return (
    <Button
      look="primary"
      isDisabled={isStuck}
      describedBy={isStuck ? "train-block" : undefined}
      onClick={() => void intents.training.train()}
    >
      <PlayIcon />
      {label}
    </Button>
  );
}

/** The one number that matters most, where it can be read across a room. */
function Headline() {
  const { select } = useApp();
  const last = select.training.value.history.at(-1);
  if (!last) return null;
  const scores = last.validation ?? last.training;
  return (
    <p class="headline">
      <b>{text.train.accuracyHeld(scores.accuracy)}</b>
      <span class="quiet">
        {last.validation
          ? text.train.accuracyCaption(scores.numExamples)
          : text.train.accuracyCaptionTraining}
      </span>
    </p>
  );
}

function Progress({ training }: { training: AppState["training"] }) {
  const { epoch, targetEpoch, isWanted, batch, preparing } = training;
  if (epoch === 0 && !isWanted && !batch) return null;
  const share = shareOfEpoch(training);
  const millisPerEpoch = training.millisPerEpoch ?? training.pacedEpochMillis ?? 0;
  const done = Math.min(1, (epoch + share) / Math.max(1, targetEpoch));
  const leftMillis = millisPerEpoch * (targetEpoch - epoch - share);
  const isGoingOn = isWanted || training.isBusy;
  const state = isGoingOn
    ? preparing?.leftMillis !== undefined
      ? text.train.timeUntilStart(preparing.leftMillis)
      : isWanted && leftMillis > 0 && text.train.timeLeft(leftMillis)
    : epoch >= targetEpoch
      ? text.train.finished
      : text.train.paused;
  return (
    <div class="train-progress">
      <span class="progress-track" aria-hidden="true">
        <span class="progress-fill" style={{ transform: `scaleX(${done})` }} />
      </span>
      <span class="numbers">{text.train.epochOf(epoch, targetEpoch)}</span>
      <Phase training={training} />
      <span class="quiet">{state}</span>
    </div>
  );
}

/** What goes on within the epoch; where blocks learn, that is worth knowing. */
function Phase({ training: { batch, preparing, lookingAgain } }: { training: AppState["training"] }) {
  const words = preparing
    ? text.train.preparing(preparing.done, preparing.total)
    : lookingAgain
      ? text.train.lookingAgain(lookingAgain.done, lookingAgain.total)
      : batch && `${text.train.batchOf(batch.done, batch.total)}, ${text.train.batchLoss(batch.loss)}`;
  return words ? <span class="quiet numbers">{words}</span> : null;
}

/** Beside the number that it puts in its place. */
function CheckGapHint() {
  const gap = useApp().select.checkGap.value;
  return gap ? <p class="quiet check-gap">{text.problems.checkGap(gap)}</p> : null;
}

function StaleHint() {
  const { select } = useApp();
  return select.isStale.value ? <span>{text.train.stale}</span> : null;
}
