/** Loss and accuracy after each epoch, on the pictures trained on and on those held back. */
import { LineChart } from "../../draw/line-chart";
import { text } from "../../text";
import { useApp } from "../app-context";

/** Solid and dashed ink instead of hues: those belong to the classes. */
const TRAINING_COLOUR = "var(--curve-training)";
const VALIDATION_COLOUR = "var(--curve-validation)";

const CHART_HEIGHT = 176;

export function Curves() {
  const { select } = useApp();
  const { history } = select.training.value;
  const { shownEpoch } = select.learning.value;
  const hasValidation = history.some((report) => report.validation);
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
          markedStep={shownEpoch}
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
          markedStep={shownEpoch}
        />
      </div>
    </div>
  );
}
