/** What training has shown so far: the curves, how each class fares, and what is mixed up. */
import { useApp } from "../app-context";
import "../../style/learned.css";
import { CellPictures } from "./cell-pictures";
import { Curves } from "./curves";
import { KeptEpoch } from "./kept-epoch";
import { ClassScores, Mixups } from "./results";

/** From this many classes on, the matrix needs the whole width for its names. */
const CROWDED_FROM = 4;

export function Learned() {
  const { history } = useApp().select.training.value;
  const isCrowded = (history.at(-1)?.classIds.length ?? 0) >= CROWDED_FROM;
  return (
    <>
      <KeptEpoch />
      <Curves />
      <div class="results" data-crowded={isCrowded ? "" : undefined}>
        <ClassScores />
        <Mixups />
      </div>
      <CellPictures />
    </>
  );
}
