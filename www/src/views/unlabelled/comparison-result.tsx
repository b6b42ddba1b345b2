/** How two heads did on the same held-back pictures, in a table and in words, and which of them is to stay. */
import { chanceOf, isBeyondChance } from "../../state/unlabelled/chance";
import type { Compared, Trial } from "../../state/unlabelled/unlabelled-state";
import { unlabelledText } from "../../text/unlabelled";
import { useApp } from "../app-context";
import { Button } from "../shared/button";

export function ComparisonResult({ result }: { result: Compared }) {
  const { select, intents } = useApp();
  const { numBetter, numWorse, numChecked, epochs, teaching } = result;
  const isStale = select.datasetRevision.value !== result.revision;
  const chance = unlabelledText.chance(
    numBetter + numWorse,
    chanceOf(numBetter, numWorse),
    isBeyondChance(numBetter, numWorse),
  );
  return (
    <div class="pile-result">
      <table>
        <caption>{unlabelledText.resultCaption(numChecked, epochs)}</caption>
        <thead>
          <tr>
            <th scope="col">{unlabelledText.columnHead}</th>
            <th scope="col">{unlabelledText.columnRight}</th>
            <th scope="col">{unlabelledText.columnShare}</th>
          </tr>
        </thead>
        <tbody>
          <Row name={unlabelledText.rowWithout} trial={result.without} numChecked={numChecked} />
          <Row
            name={unlabelledText.rowWith(teaching.labels.size, teaching.weight)}
            trial={result.with}
            numChecked={numChecked}
          />
        </tbody>
      </table>
      <p class="pile-difference">
        <b>{unlabelledText.difference(numBetter, numWorse)}</b> {chance}
      </p>
      {isStale ? (
        <p class="quiet">{unlabelledText.resultStale}</p>
      ) : (
        <div class="pile-keep">
          <Button onClick={() => void intents.unlabelled((own) => own.keepWith())}>
            {unlabelledText.keepWith}
          </Button>
          <Button onClick={() => void intents.unlabelled((own) => own.keepWithout())}>
            {unlabelledText.keepWithout}
          </Button>
        </div>
      )}
    </div>
  );
}

function Row({ name, trial, numChecked }: { name: string; trial: Trial; numChecked: number }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{unlabelledText.right(trial.numRight, numChecked)}</td>
      <td>{unlabelledText.share(trial.numRight / Math.max(1, numChecked))}</td>
    </tr>
  );
}
