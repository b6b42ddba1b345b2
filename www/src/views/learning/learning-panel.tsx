/** How the head learned, beneath the curves: a timeline, and everything that one may look at along it. */
import { text } from "../../text";
import { learningText } from "../../text/learning";
import { useApp } from "../app-context";
import { ChevronIcon } from "../shared/icons";
import "../../style/learning.css";
import "../../style/learning-parts.css";
import { HeadWeightsPart } from "./head-weights";
import { LayerMovementPart } from "./layer-movement";
import { PictureMap } from "./picture-map";
import { PicturesOverTime } from "./pictures-over-time";
import { ShownEpoch } from "./shown-epoch";
import { StepSizes } from "./step-sizes";
import { Timeline } from "./timeline";

export function LearningPanel() {
  const { select, intents } = useApp();
  const { isOpen } = select.learning.value;
  return (
    <div class="learning">
      <details open={isOpen} onToggle={(event) => intents.learning.open(event.currentTarget.open)}>
        <summary>
          <ChevronIcon />
          {learningText.heading}
        </summary>
        {isOpen && <LearningParts />}
      </details>
      {!isOpen && <ShownEpoch />}
    </div>
  );
}

function LearningParts() {
  const { select } = useApp();
  const { replay, replayError } = select.learning.value;
  const { hasHead } = select.training.value;
  if (!hasHead) return <p class="quiet">{learningText.empty}</p>;
  if (replayError) {
    return (
      <p class="learning-problem" role="alert">
        {text.problems.problem({ kind: "engine", error: replayError })}
      </p>
    );
  }
  if (!replay) {
    return (
      <p class="quiet" role="status">
        {learningText.waiting}
      </p>
    );
  }
  return (
    <>
      <Timeline replay={replay} />
      <PictureMap replay={replay} />
      <PicturesOverTime replay={replay} />
      <HeadWeightsPart />
      <StepSizes />
      <LayerMovementPart />
    </>
  );
}
