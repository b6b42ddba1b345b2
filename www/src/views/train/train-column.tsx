/** The network that the pictures go through, and beneath it the training of what is yours in it. */
import { useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { text } from "../../text";
import { useApp } from "../app-context";
import { lazily } from "../shared/lazily";
import { Advanced } from "./advanced";
import { CellPictures } from "./cell-pictures";
import { NetworkStrip } from "./network-strip";
import { ClassScores, Mixups } from "./results";
import { TrainControls } from "./train-controls";

/** A third of the page's code is for drawing charts, of which there are none before the first epoch. */
const curves = lazily(async () => (await import("./curves")).Curves);

const inside = lazily(async () => (await import("../inside/inside-panel")).InsidePanel);

const learning = lazily(async () => (await import("../learning/learning-panel")).LearningPanel);

const deeper = lazily(async () => (await import("../deeper/deeper-panel")).DeeperPanel);

/** From this many classes on, the matrix needs the whole width for its names. */
const CROWDED_FROM = 4;

export function TrainColumn() {
  const { select } = useApp();
  const { history } = select.training.value;
  const hasCurves = history.length > 0;
  const hasClasses = select.classes.value.length > 0;
  const isDeeper = select.plan.value.settings.tuning !== undefined;
  const isInside = useComputed(() => select.inside.value.isOpen).value;
  useEffect(() => {
    if (hasClasses) curves.prefetch();
  }, [hasClasses]);
  useFocusAfterClosing(isInside);
  const isCrowded = (history.at(-1)?.classIds.length ?? 0) >= CROWDED_FROM;
  const strip = <NetworkStrip onMayOpen={inside.prefetch} />;
  return (
    <section class="column train" aria-labelledby="train-heading" id="train" tabIndex={-1}>
      <h2 id="train-heading" class="visually-hidden">
        {text.train.heading}
      </h2>
      {isInside ? <inside.View meanwhile={strip} /> : strip}
      <TrainControls />
      {hasCurves ? (
        <>
          <curves.View />
          <div class="results" data-crowded={isCrowded ? "" : undefined}>
            <ClassScores />
            <Mixups />
          </div>
          <CellPictures />
        </>
      ) : (
        <p class="quiet train-intro">
          {text.train.intro} {isDeeper && text.train.introDeep}
        </p>
      )}
      {(hasCurves || select.learning.value.isOpen) && <learning.View />}
      {hasClasses && <deeper.View />}
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
