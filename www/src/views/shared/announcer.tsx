/** Tells screen readers how collecting and training go: the ends and every tenth epoch or long one, not every step. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { EpochReport } from "../../engine/protocol";
import { text } from "../../text";
import { useApp } from "../app-context";
import { lazily } from "./lazily";

const EPOCHS_BETWEEN = 10;

const pileLive = lazily(async () => (await import("../unlabelled/parts")).PileLive);

export function Announcer() {
  const isPileOpen = useApp().select.unlabelled.value.view !== "pictures";
  return (
    <div class="visually-hidden">
      <p role="status">{useCollectMessage()}</p>
      <p role="status">{useTrainMessage()}</p>
      <p role="status">{isPileOpen && <pileLive.View />}</p>
    </div>
  );
}

function useCollectMessage(): string {
  const { select } = useApp();
  const [message, setMessage] = useState("");
  const wasBusy = useRef(false);
  const isReading = select.adding.value.isReading;
  const isBusy = isReading || select.embedding.value.isRunning;
  const numPictures = select.examples.value.size;
  const isDone = !isBusy && select.numWaiting.value === 0 && numPictures > 0;

  useEffect(() => {
    if (isReading) setMessage(text.collect.readingLive);
    else if (isDone && wasBusy.current) setMessage(text.collect.lookedLive(numPictures));
    wasBusy.current = isBusy;
  }, [isReading, isBusy, isDone, numPictures]);

  return message;
}

function useTrainMessage(): string {
  const { history, isWanted, epoch, targetEpoch, preparing } = useApp().select.training.value;
  const spoken = history.findLast((report) => report.epoch % EPOCHS_BETWEEN === 0 || hasLearnedDeep(report));
  if (isWanted && preparing) return text.train.preparingLive;
  const last = history.at(-1);
  if (isWanted) return spoken ? epochMessage(spoken) : "";
  if (!last || epoch === 0) return "";
  const end = epoch >= targetEpoch ? text.train.finishedLive : text.train.pausedLive;
  return `${end(epoch)}. ${epochMessage(last)}`;
}

/** Where blocks of the network learn, an epoch takes seconds. */
function hasLearnedDeep({ movement }: EpochReport): boolean {
  return (movement?.layers.length ?? 0) > 0;
}

function epochMessage({ epoch, training, validation }: EpochReport): string {
  return text.train.epochLive(epoch, (validation ?? training).accuracy);
}
