/** The network that the pictures go through, and beneath it the training of what is yours in it. */
import { useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { text } from "../../text";
import { useApp } from "../app-context";
import { lazily } from "../shared/lazily";
import { Advanced, settings } from "./advanced";
import { NetworkStrip } from "./network-strip";
import { TrainControls } from "./train-controls";

/** A third of the page's code is for drawing what was learned, of which there is nothing before the first epoch. */
const learned = lazily(async () => (await import("./learned")).Learned);

const inside = lazily(async () => (await import("../inside/inside-panel")).InsidePanel);

const learning = lazily(async () => (await import("../learning/learning-panel")).LearningPanel);

const deeper = lazily(async () => (await import("../deeper/deeper-panel")).DeeperPanel);

const race = lazily(async () => (await import("../race/race-panel")).RacePanel);

export function TrainColumn() {
  const { select } = useApp();
  const hasCurves = select.training.value.history.length > 0;
  const hasClasses = select.classes.value.length > 0;
  const isDeeper = select.plan.value.settings.tuning !== undefined;
  const isInside = useComputed(() => select.inside.value.isOpen).value;
  useEffect(() => {
    if (!hasClasses) return;
    learned.prefetch();
    settings.prefetch();
  }, [hasClasses]);
  useFocusAfterClosing(isInside);
  const strip = <NetworkStrip onMayOpen={inside.prefetch} />;
  return (
    <section class="column train" aria-labelledby="train-heading" id="train" tabIndex={-1}>
      <h2 id="train-heading" class="visually-hidden">
        {text.train.heading}
      </h2>
      {isInside ? <inside.View meanwhile={strip} /> : strip}
      <TrainControls />
      {hasCurves ? (
        <learned.View />
      ) : (
        <p class="quiet train-intro">
          {text.train.intro} {isDeeper && text.train.introDeep}
        </p>
      )}
      {(hasCurves || select.learning.value.isOpen) && <learning.View />}
      {hasClasses && <deeper.View />}
      {hasClasses && <race.View />}
      <Advanced />
    </section>
  );
}

/** Back to the way in, which is where the learner came from. */
function useFocusAfterClosing(isInside: boolean): void {
  const wasInside = useRef(isInside);
  useEffect(() => {
    const isClosed = wasInside.current && !isInside;
    wasInside.current = isInside;
    if (!isClosed || document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>(".network-open")?.focus({ preventScroll: true });
  }, [isInside]);
}
