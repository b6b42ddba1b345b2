/** Loss and accuracy after each epoch, on the pictures trained on and on those held back. */
import { LineChart } from "../../draw/line-chart";
import { betterEpoch } from "../../state/best-epoch";
import { text } from "../../text";
import { settingsText } from "../../text/settings";
import { useApp } from "../app-context";

/** Solid and dashed ink instead of hues: those belong to the classes. */
const TRAINING_COLOUR = "var(--curve-training)";
const VALIDATION_COLOUR = "var(--curve-validation)";

const CHART_HEIGHT = 176;

export function Curves() {
  const { select } = useApp();
  const training = select.training.value;
  const { history, stopped } = training;
  const { shownEpoch } = select.learning.value;
  const hasValidation = history.some((report) => report.validation);
  const best = betterEpoch(training)?.epoch;
  const mark = shownEpoch ?? best ?? stopped?.keptEpoch;
  const markName = markNameOf(mark, { shownEpoch, best });
  const series = (score: "loss" | "accuracy") => [
    {
      name: text.train.training,
      colour: TRAINING_COLOUR,
      isDashed: hasValidation,
      values: history.map((report) => report.training[score]),
    },
    ...(hasValidation
      ? [
          {
            name: text.train.validation,
            colour: VALIDATION_COLOUR,
            isDashed: false,
            values: history.map((report) => report.validation?.[score]),
          },
        ]
      : []),
  ];
  return (
    <div class="curves">
      <div>
        <h3 title={text.train.accuracyHelp}>{text.train.accuracy}</h3>
        <LineChart
          series={series("accuracy")}
          xLabel={text.train.epoch}
          yLabel=""
          yDomain={[0, 1]}
          height={CHART_HEIGHT}
          label={text.train.accuracyChart}
          formatValue={text.train.percent}
          markedStep={mark}
          markName={markName}
        />
      </div>
      <div>
        <h3 title={text.train.lossHelp}>{text.train.loss}</h3>
        <LineChart
          series={series("loss")}
          xLabel={text.train.epoch}
          yLabel=""
          height={CHART_HEIGHT}
          label={text.train.lossChart}
          markedStep={mark}
          markName={markName}
        />
      </div>
    </div>
  );
}

/** An epoch that the timeline shows is named there. */
function markNameOf(
  mark: number | undefined,
  { shownEpoch, best }: { shownEpoch: number | undefined; best: number | undefined },
): string | undefined {
  if (mark === undefined || shownEpoch !== undefined) return undefined;
  return best === undefined ? settingsText.markKept : settingsText.markBest;
}
