/** The network that the pictures go through, and beneath it the training of what is yours in it. */
import { text } from "../../text";
import { useApp } from "../app-context";
import { Advanced } from "./advanced";
import { CellPictures } from "./cell-pictures";
import { Curves } from "./curves";
import { NetworkStrip } from "./network-strip";
import { ClassScores, Mixups } from "./results";
import { TrainControls } from "./train-controls";

/** From this many classes on, the matrix needs the whole width for its names. */
const CROWDED_FROM = 4;

export function TrainColumn() {
  const { select } = useApp();
  const { history } = select.training.value;
  const hasCurves = history.length > 0;
  const isCrowded = (history.at(-1)?.classIds.length ?? 0) >= CROWDED_FROM;
  return (
    <section class="column train" aria-labelledby="train-heading" id="train" tabIndex={-1}>
      <h2 id="train-heading" class="visually-hidden">
        {text.train.heading}
      </h2>
      <NetworkStrip />
      <TrainControls />
      {hasCurves ? (
        <>
          <Curves />
          <div class="results" data-crowded={isCrowded ? "" : undefined}>
            <ClassScores />
            <Mixups />
          </div>
          <CellPictures />
        </>
      ) : (
        <p class="quiet train-intro">{text.train.intro}</p>
      )}
      <Advanced />
    </section>
  );
}
