/** How the accuracy of everyone went, epoch by epoch: a chart for each network, with the same colours. */
import { LineChart } from "../../draw/line-chart";
import type { RaceCourse, RacingNetwork } from "../../state/race/race-state";
import { meanCurve } from "../../state/race/race-statistics";
import { raceText } from "../../text/race";
import { useApp } from "../app-context";
import { contenderColour, shortNameIn } from "./race-names";

export function RaceCurves({ course }: { course: RaceCourse }) {
  const { results } = useApp().select.race.value;
  const numEpochs = Math.max(0, ...[...results.values()].map((result) => meanCurve(result).length));
  if (numEpochs < 2 || isDrawnAsGain(course)) return null;
  const isAsPlanned = [...course.plans.values()].every(
    ({ headEpochs, deepEpochs }) => headEpochs === 0 || deepEpochs === 0,
  );
  const isDeep = [...course.plans.values()].some(({ deepEpochs }) => deepEpochs > 0);
  return (
    <section aria-label={raceText.curves}>
      <h4>{raceText.curves}</h4>
      <div class="race-curves">
        {course.networks.map((network) => (
          <Curves key={network.key} course={course} network={network} numEpochs={numEpochs} />
        ))}
      </div>
      <p class="quiet race-help">
        {isAsPlanned && isDeep ? raceText.curvesHelpAsPlanned : raceText.curvesHelp}
      </p>
    </section>
  );
}

/** All against all from scratch over the same epochs has a drawing of its own, with these very curves. */
function isDrawnAsGain({ entrants, plans }: RaceCourse): boolean {
  const isOfPair = ({ contender }: RaceCourse["entrants"][number]) =>
    contender === "everything" || contender === "scratch";
  return entrants.every(isOfPair) && [...plans.values()].every(({ headEpochs }) => headEpochs === 0);
}

interface CurvesProps {
  course: RaceCourse;
  network: RacingNetwork;
  /** Of the longest curve of all networks, so that their charts can be compared. */
  numEpochs: number;
}

function Curves({ course, network, numEpochs }: CurvesProps) {
  const { results } = useApp().select.race.value;
  const curves = course.entrants.flatMap(({ key, contender, network: own }) => {
    const result = own === network.key ? results.get(key) : undefined;
    return result ? [{ key, contender, values: meanCurve(result) }] : [];
  });
  if (curves.length === 0) return null;
  return (
    <div>
      {course.namesNetworks && <h5>{raceText.networkTitle(network.choice)}</h5>}
      <LineChart
        label={course.namesNetworks ? raceText.curvesOf(network.choice) : raceText.curves}
        xLabel={raceText.epoch}
        height={220}
        yDomain={[0, 1]}
        formatValue={raceText.percent}
        series={curves.map(({ key, contender, values }) => ({
          name: shortNameIn(course, key),
          colour: contenderColour(contender),
          isDashed: values.length === 1,
          // Who learns nothing is as good from the first epoch to the last.
          values: values.length === 1 ? Array.from({ length: numEpochs }, () => values[0]) : values,
        }))}
      />
    </div>
  );
}
