/** How steep the loss was and how far the weights moved, epoch by epoch. */
import { LineChart } from "../../draw/line-chart";
import { text } from "../../text";
import { learningText } from "../../text/learning";
import { useApp } from "../app-context";
import { Part } from "./part";

const CHART_HEIGHT = 160;

export function StepSizes() {
  const { select } = useApp();
  const { history } = select.training.value;
  const { shownEpoch } = select.learning.value;
  const hasAny = history.some(({ movement }) => movement !== undefined);
  // A length of zero has no place on a logarithmic scale.
  const positive = (value: number | undefined) => (value !== undefined && value > 0 ? value : undefined);
  return (
    <Part title={learningText.steps} help={hasAny ? learningText.stepsHelp : undefined}>
      {hasAny ? (
        <LineChart
          series={[
            {
              name: learningText.gradient,
              colour: "var(--curve-training)",
              isDashed: true,
              values: history.map(({ movement }) => positive(movement?.gradientNorm)),
            },
            {
              name: learningText.update,
              colour: "var(--curve-validation)",
              isDashed: false,
              values: history.map(({ movement }) => positive(movement?.updateNorm)),
            },
          ]}
          xLabel={text.train.epoch}
          isLogarithmic
          height={CHART_HEIGHT}
          label={learningText.stepsChart}
          markedStep={shownEpoch}
        />
      ) : (
        <p class="quiet">{learningText.stepsNone}</p>
      )}
    </Part>
  );
}
