/** How far the look through all pictures for a layer has come, and the way to begin it, to stop it and to go on. */
import { neuronText } from "../../text/neuron";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { ProgressLine } from "../shared/progress-line";
import { Problem } from "./section";

export function SurveyState({ layer }: { layer: number }) {
  const { select, intents } = useApp();
  const examples = select.examples.value;
  const { survey: newest, surveyed } = select.neuron.value;
  const survey = newest?.layer === layer ? newest : undefined;
  const known = surveyed.get(layer);
  const numKnown = [...examples.keys()].filter((id) => known?.has(id)).length;
  const numMissing = examples.size - numKnown;
  if (examples.size === 0) return <p class="quiet">{neuronText.picturesNone}</p>;
  if (survey?.state.at === "running" && numMissing > 0) {
    return (
      <ProgressLine
        label={neuronText.surveying}
        detail={neuronText.surveyDone(survey.done, survey.total)}
        done={survey.done}
        total={survey.total}
      >
        <Button look="quiet" onClick={() => intents.neuron.stopSurvey(layer)}>
          {neuronText.surveyStop}
        </Button>
      </ProgressLine>
    );
  }
  if (numMissing === 0) {
    return (
      <p class="visually-hidden" role="status">
        {neuronText.surveyedLive(numKnown)}
      </p>
    );
  }
  if (select.engine.value.phase.at !== "ready") return <p class="quiet">{neuronText.picturesNotNow}</p>;
  return (
    <>
      {survey?.state.at === "failed" && <Problem error={survey.state.error} />}
      <p class="survey-offer">
        <Button onClick={() => intents.neuron.survey(layer)}>
          {numKnown === 0 ? neuronText.survey(numMissing) : neuronText.surveyMore(numMissing)}
        </Button>
        <span class="quiet">
          {numKnown === 0 ? neuronText.surveyWhy : neuronText.picturesPartly(numKnown, examples.size)}
        </span>
      </p>
    </>
  );
}
