/** Whether supposed pictures are to teach as well: how much each counts, and a fair try before anything is changed. */
import { comparisonBlock } from "../../state/unlabelled/comparison-block";
import { supposedOnView } from "../../state/unlabelled/supposed";
import { isComparing } from "../../state/unlabelled/unlabelled-state";
import { text } from "../../text";
import { unlabelledText } from "../../text/unlabelled";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { ProgressLine } from "../shared/progress-line";
import { ComparisonResult } from "./comparison-result";
import { Slider } from "./slider";

export function LearnToo() {
  const { select, intents } = useApp();
  const { comparison, weight } = select.unlabelled.value;
  const app = {
    examples: select.examples.value,
    classes: select.classes.value,
    unlabelled: select.unlabelled.value,
    plan: select.plan.value,
    deeper: select.deeper.value,
    training: select.training.value,
  };
  const block = comparisonBlock(app);
  const isRunning = isComparing(comparison);
  const start = comparison.at === "none" ? unlabelledText.compare : unlabelledText.compareAgain;
  return (
    <section class="pile-teach pile-part" aria-labelledby="pile-teach">
      <h5 id="pile-teach">{unlabelledText.teach}</h5>
      <p class="quiet">{unlabelledText.teachHelp(supposedOnView(app).numSupposed)}</p>
      <Slider
        name={unlabelledText.weight}
        help={unlabelledText.weightHelp}
        value={weight}
        from={0.1}
        to={1}
        step={0.1}
        shown={unlabelledText.weightValue(weight)}
        onChange={(value) => void intents.unlabelled((own) => own.setWeight(Math.round(value * 10) / 10))}
      />
      {isRunning ? (
        <Running />
      ) : (
        <>
          <Button
            isDisabled={block !== undefined}
            describedBy={block && "pile-block"}
            onClick={() => void intents.unlabelled((own) => own.compare())}
          >
            {start}
          </Button>
          {block && (
            <p class="quiet" id="pile-block">
              {unlabelledText.blocked[block]}
            </p>
          )}
        </>
      )}
      {comparison.at === "failed" && (
        <p role="alert" class="pile-error">
          {unlabelledText.compareFailed}{" "}
          {comparison.error && text.problems.problem({ kind: "engine", error: comparison.error })}
        </p>
      )}
      {comparison.at === "compared" && <ComparisonResult result={comparison.result} />}
    </section>
  );
}

function Running() {
  const { select, intents } = useApp();
  const { comparison } = select.unlabelled.value;
  const cancel = (
    <Button look="quiet" onClick={() => void intents.unlabelled((own) => own.stopComparing())}>
      {unlabelledText.cancel}
    </Button>
  );
  if (comparison.at !== "running") {
    return (
      <ProgressLine label={unlabelledText.comparingStarting} done={0} total={undefined}>
        {cancel}
      </ProgressLine>
    );
  }
  const { trial, doneEpochs, epochs } = comparison;
  const isWith = trial === "with";
  return (
    <ProgressLine
      label={unlabelledText.comparing(isWith, doneEpochs + 1, epochs)}
      done={doneEpochs + (isWith ? epochs : 0)}
      total={2 * epochs}
    >
      {cancel}
    </ProgressLine>
  );
}
