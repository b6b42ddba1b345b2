/** How the accuracy of everyone went, epoch by epoch. */
import { LineChart } from "../../draw/line-chart";
import type { RaceCourse } from "../../state/race/race-state";
import { meanCurve } from "../../state/race/race-statistics";
import { raceText } from "../../text/race";
import { useApp } from "../app-context";
import { contenderColour, nameIn } from "./race-results";

export function RaceCurves({ course }: { course: RaceCourse }) {
  const { results } = useApp().select.race.value;
  const curves = course.contenders.flatMap((contender) => {
    const result = results.get(contender);
    return result ? [{ contender, values: meanCurve(result) }] : [];
  });
  const numEpochs = Math.max(0, ...curves.map(({ values }) => values.length));
  if (numEpochs < 2) return null;
  return (
    <section aria-label={raceText.curves}>
      <h4>{raceText.curves}</h4>
      <LineChart
        label={raceText.curves}
        xLabel={raceText.epoch}
        height={220}
        yDomain={[0, 1]}
        formatValue={raceText.percent}
        series={curves.map(({ contender, values }) => ({
          name: nameIn(course, contender),
          colour: contenderColour(contender),
          isDashed: values.length === 1,
          // Who learns nothing is as good from the first epoch to the last.
          values: values.length === 1 ? Array.from({ length: numEpochs }, () => values[0]) : values,
        }))}
      />
      <p class="quiet race-help">{raceText.curvesHelp}</p>
    </section>
  );
}
