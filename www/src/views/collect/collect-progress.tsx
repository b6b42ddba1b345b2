/** What is being read or looked at, in the place where the number of pictures stands at rest. */
import type { ComponentChildren } from "preact";
import { text } from "../../text";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { ProgressLine } from "../shared/progress-line";

export function CollectProgress({ children }: { children: ComponentChildren }) {
  const { select, intents } = useApp();
  const adding = select.adding.value;
  const embedding = select.embedding.value;
  const numWaiting = select.numWaiting.value;
  if (adding.isReading) {
    return (
      <ProgressLine
        label={text.collect.reading(adding.doneFiles, adding.totalFiles)}
        done={adding.doneFiles}
        total={adding.totalFiles}
      >
        <Button look="quiet" onClick={() => intents.adding.stopReading()}>
          {text.collect.stopReading}
        </Button>
      </ProgressLine>
    );
  }
  if (numWaiting === 0) return <>{children}</>;
  if (embedding.isPaused) {
    return (
      <p class="progress-line">
        <span class="quiet">{text.collect.lookingPaused(numWaiting)}</span>
        <Button look="quiet" onClick={() => void intents.embedding.resume()}>
          {text.collect.resumeLooking}
        </Button>
      </p>
    );
  }
  if (!embedding.isRunning) return <>{children}</>;
  const total = embedding.doneInRun + numWaiting;
  const leftMillis = (embedding.millisPerPicture ?? 0) * numWaiting;
  return (
    <ProgressLine
      label={text.collect.looking(embedding.doneInRun, total)}
      detail={leftMillis > 2000 ? text.collect.lookingLeft(leftMillis) : undefined}
      done={embedding.doneInRun}
      total={total}
    >
      <Button look="quiet" onClick={() => intents.embedding.pause()}>
        {text.collect.pauseLooking}
      </Button>
    </ProgressLine>
  );
}
