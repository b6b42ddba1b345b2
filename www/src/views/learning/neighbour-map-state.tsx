/** How far the arranging by likeness has come, what it leaves out, and the way to stop it and to do it again. */
import type { LearningReplay } from "../../engine/protocol";
import { learningText } from "../../text/learning";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { ProgressLine } from "../shared/progress-line";

export function NeighbourMapState({ replay }: { replay: LearningReplay }) {
  const { select, intents } = useApp();
  const { neighbourMap } = select.learning.value;
  const make = (label: string) => (
    <Button onClick={() => intents.learning.makeNeighbourMap()}>{label}</Button>
  );
  switch (neighbourMap.at) {
    case "running":
      return (
        <ProgressLine
          label={learningText.neighboursRunning}
          done={neighbourMap.done}
          total={neighbourMap.total}
        >
          <Button look="quiet" onClick={() => intents.learning.stopNeighbourMap()}>
            {learningText.neighboursStop}
          </Button>
        </ProgressLine>
      );
    case "none":
      return <p class="neighbour-state">{make(learningText.neighboursMake)}</p>;
    case "stopped":
      return (
        <p class="neighbour-state quiet">
          {learningText.neighboursStopped} {make(learningText.neighboursMake)}
        </p>
      );
    case "failed":
      return (
        <p class="neighbour-state quiet" role="alert">
          {learningText.neighboursFailed} {make(learningText.neighboursMake)}
        </p>
      );
    case "made": {
      const { exampleIds, numPictures } = neighbourMap.placed;
      const isSample = exampleIds.length < numPictures;
      const known = new Set(exampleIds);
      const numMissing = replay.exampleIds.filter((id) => !known.has(id)).length;
      const numNewer = isSample ? replay.exampleIds.length - numPictures : numMissing;
      return (
        <>
          {isSample && (
            <p class="quiet learning-help">{learningText.neighboursSample(exampleIds.length, numPictures)}</p>
          )}
          {numNewer > 0 && (
            <p class="neighbour-state quiet">
              {learningText.neighboursMissing(numNewer)} {make(learningText.neighboursAgain)}
            </p>
          )}
        </>
      );
    }
    default:
      return neighbourMap satisfies never;
  }
}
