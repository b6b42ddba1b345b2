/** How far the look through all pictures has come that this sorting needs, and the ways to stop it and to go on. */
import { engineOrder } from "../../state/inside/inside-state";
import { text } from "../../text";
import { insideText } from "../../text/inside";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { ProgressLine } from "../shared/progress-line";

export function LayerSurveyState({ layer }: { layer: number }) {
  const { select, intents } = useApp();
  const { sort, survey: newest, ranking } = select.inside.value;
  if (!engineOrder(sort)) return null;
  const examples = select.examples.value;
  const known = select.neuron.value.surveyed.get(layer);
  const numKnown = [...examples.keys()].filter((id) => known?.has(id)).length;
  const numMissing = examples.size - numKnown;
  const survey = newest?.layer === layer ? newest : undefined;
  if (examples.size === 0) return <p class="quiet">{insideText.surveyNoPictures}</p>;
  if (survey?.state.at === "running") {
    return (
      <ProgressLine
        label={insideText.surveying}
        detail={survey.total > 0 ? insideText.surveyDone(survey.done, survey.total) : undefined}
        done={survey.done}
        total={survey.total > 0 ? survey.total : undefined}
      >
        <Button look="quiet" onClick={() => intents.inside.stopSurvey()}>
          {insideText.surveyStop}
        </Button>
      </ProgressLine>
    );
  }
  const error =
    survey?.state.at === "failed"
      ? survey.state.error
      : ranking?.layer === layer && "error" in ranking
        ? ranking.error
        : undefined;
  return (
    <>
      {error && (
        <p class="inside-problem" role="alert">
          {text.problems.problem({ kind: "engine", error })}
        </p>
      )}
      {numMissing > 0 && (
        <p class="survey-offer">
          <Button onClick={() => intents.inside.survey()}>{insideText.surveyGoOn(numMissing)}</Button>
          <span class="quiet">
            {numKnown === 0 ? insideText.surveyWhy : insideText.surveyPartly(numKnown, examples.size)}
          </span>
        </p>
      )}
    </>
  );
}
