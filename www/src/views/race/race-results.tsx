/** Who came where: accuracy with its interval, the time it took, and how much was learned. */
import { classColour } from "../../draw/colours";
import { IntervalPlot } from "../../draw/interval-plot";
import {
  CONTENDERS,
  type Contender,
  type ContenderResult,
  type RaceCourse,
} from "../../state/race/race-state";
import { estimate, meanOf } from "../../state/race/race-statistics";
import { raceText } from "../../text/race";
import { useApp } from "../app-context";

export function RaceResults({ course }: { course: RaceCourse }) {
  const { select } = useApp();
  const { results } = select.race.value;
  const isStale = course.revision !== select.datasetRevision.value;
  const domain = domainOf([...results.values()], course);
  const { columns } = raceText;
  return (
    <section class="race-results" aria-label={raceText.results}>
      <table>
        <caption class="visually-hidden">{raceText.results}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.who}</th>
            <th scope="col">{columns.accuracy}</th>
            <th scope="col">{columns.time}</th>
            <th scope="col">{columns.size}</th>
          </tr>
        </thead>
        <tbody>
          {course.contenders.map((contender) => (
            <Row
              key={contender}
              contender={contender}
              course={course}
              result={results.get(contender)}
              domain={domain}
            />
          ))}
        </tbody>
      </table>
      <p class="quiet race-help">
        {raceText.accuracyHelp(
          Math.max(1, ...[...results.values()].map(({ accuracies }) => accuracies.length)),
          course.numTraining,
          course.numChecked,
        )}{" "}
        {isStale && raceText.stale}
      </p>
    </section>
  );
}

interface RowProps {
  contender: Contender;
  course: RaceCourse;
  result: ContenderResult | undefined;
  domain: readonly [number, number];
}

function Row({ contender, course, result, domain }: RowProps) {
  const name = nameIn(course, contender);
  const { columns } = raceText;
  if (!result) {
    return (
      <tr>
        <th scope="row">{name}</th>
        <td class="quiet" colSpan={3}>
          {raceText.waiting}
        </td>
      </tr>
    );
  }
  const { mean, halfWidth } = estimate(result.accuracies, course);
  return (
    <tr>
      <th scope="row">
        <span class="race-mark" style={{ "--hue": contenderColour(contender) }} />
        {name}
      </th>
      <td class="numbers race-accuracy" data-column={columns.accuracy}>
        <span>{raceText.accuracy(mean, halfWidth)}</span>
        <IntervalPlot
          values={result.accuracies}
          mean={mean}
          halfWidth={halfWidth}
          domain={domain}
          colour={contenderColour(contender)}
        />
      </td>
      <td class="numbers" data-column={columns.time}>
        {raceText.time(meanOf(result.millis))}
      </td>
      <td class="numbers" data-column={columns.size}>
        {contender === "neighbours"
          ? raceText.sizeOfNeighbours(result.numBytes)
          : raceText.size(result.numBytes)}
      </td>
    </tr>
  );
}

/** As the course had it, whatever is chosen by now. */
export function nameIn({ plans, depths }: RaceCourse, contender: Contender): string {
  return raceText.nameOf(contender, plans.get(contender)?.settings.tuning?.firstBlock, depths);
}

export function contenderColour(contender: Contender): string {
  return classColour(CONTENDERS.indexOf(contender));
}

/** Wide enough for every dot and interval, and not so narrow that chance looks like a difference. */
function domainOf(results: readonly ContenderResult[], course: RaceCourse): [number, number] {
  const ends = results.flatMap(({ accuracies }) => {
    const { mean, halfWidth = 0 } = estimate(accuracies, course);
    return [...accuracies, mean - halfWidth, mean + halfWidth];
  });
  const low = Math.max(0, Math.min(0.9, ...ends));
  return [low, Math.min(1, Math.max(low + 0.1, ...ends))];
}
