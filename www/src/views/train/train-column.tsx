/** The network that the pictures go through, and beneath it the training of what is yours in it. */
import { text } from "../../text";
import { useApp } from "../app-context";
import { Advanced } from "./advanced";
import { CellPictures } from "./cell-pictures";
import { Curves } from "./curves";
import { NetworkStrip } from "./network-strip";
import { ClassScores, Mixups } from "./results";
import { TrainControls } from "./train-controls";

export function TrainColumn() {
  const { select } = useApp();
  const hasCurves = select.training.value.history.length > 0;
  return (
    <section class="column train" aria-labelledby="train-heading" id="train">
      <h2 id="train-heading" class="visually-hidden">
        {text.train.heading}
      </h2>
      <NetworkStrip />
      <TrainControls />
      {hasCurves ? (
        <>
          <Curves />
          <div class="results">
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
