/** What the network takes the unlabelled pictures for, to be looked through, accepted, and learned from. */
import { PILE_ID } from "../../state/unlabelled/pile";
import { supposedOnView } from "../../state/unlabelled/supposed";
import { text } from "../../text";
import { unlabelledText } from "../../text/unlabelled";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { ProgressLine } from "../shared/progress-line";
import { LearnToo } from "./learn-too";
import { SupposedClass } from "./supposed-class";
import { Threshold } from "./threshold";
import { WaitingForFeatures } from "./waiting-for-features";

export function SupposedPanel() {
  const { select } = useApp();
  const { hasHead } = select.training.value;
  const numPictures = select.examplesByClass.value.get(PILE_ID)?.length ?? 0;
  const { comparison } = select.unlabelled.value;
  return (
    <section class="pile-panel" aria-labelledby="pile-supposed">
      <h4 id="pile-supposed" class="visually-hidden">
        {unlabelledText.supposed}
      </h4>
      {hasHead ? (
        numPictures > 0 ? (
          <Review />
        ) : (
          <p class="quiet">{unlabelledText.supposedEmpty}</p>
        )
      ) : (
        <p class="quiet">{unlabelledText.needsHead}</p>
      )}
      {hasHead && (numPictures > 0 || comparison.at !== "none") && <LearnToo />}
    </section>
  );
}

function Review() {
  const { select, intents } = useApp();
  const { predictions, predictionsError } = select.unlabelled.value;
  const app = {
    examples: select.examples.value,
    classes: select.classes.value,
    unlabelled: select.unlabelled.value,
  };
  const supposed = supposedOnView(app);
  const numOpen = supposed.numSupposed + supposed.numUnsure;
  const isLearning = select.training.value.isBusy;
  return (
    <>
      <p class="quiet">{unlabelledText.supposedHelp}</p>
      <WaitingForFeatures>
        {predictionsError ? (
          <div role="alert" class="pile-error">
            <p>
              {unlabelledText.supposedFailed}{" "}
              {text.problems.problem({ kind: "engine", error: predictionsError })}
            </p>
            <Button onClick={() => void intents.unlabelled((own) => own.tryAgain())}>
              {text.problems.tryAgain}
            </Button>
          </div>
        ) : isLearning ? (
          <p class="quiet">{unlabelledText.isTraining}</p>
        ) : (
          !predictions && <ProgressLine label={unlabelledText.supposing} done={0} total={undefined} />
        )}
      </WaitingForFeatures>
      {predictions && (
        <>
          <Threshold numSupposed={supposed.numSupposed} total={numOpen} />
          {supposed.numSupposed === 0 && numOpen > 0 && <p class="quiet">{unlabelledText.noneSure}</p>}
          <ul class="pile-classes">
            {supposed.classes.map((group) => (
              <SupposedClass key={group.item.id} group={group} />
            ))}
          </ul>
          {supposed.numRejected > 0 && (
            <p class="pile-rejected">
              <span class="quiet">{unlabelledText.rejected(supposed.numRejected)}</span>
              <Button look="quiet" onClick={() => void intents.unlabelled((own) => own.bringBackRejected())}>
                {unlabelledText.bringBack}
              </Button>
            </p>
          )}
        </>
      )}
    </>
  );
}
