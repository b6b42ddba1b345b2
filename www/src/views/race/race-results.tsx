/** Who came where, network by network: accuracy with its interval, the time it took, and how much was learned. */
import { IntervalPlot } from "../../draw/interval-plot";
import type { ContenderResult, Entrant, RaceCourse, RacingNetwork } from "../../state/race/race-state";
import { estimate, meanOf } from "../../state/race/race-statistics";
import { raceText } from "../../text/race";
import { useApp } from "../app-context";
import { contenderColour, isInUse, networkIn, shortNameIn } from "./race-names";

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
        {course.networks.map((network) => (
          <Group key={network.key} course={course} network={network} domain={domain} />
        ))}
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

type Domain = readonly [number, number];

interface GroupProps {
  course: RaceCourse;
  network: RacingNetwork;
  domain: Domain;
}

/** All with one network; its name stands above them where there are others. */
function Group({ course, network, domain }: GroupProps) {
  const { select } = useApp();
  const { results } = select.race.value;
  return (
    <tbody>
      {course.namesNetworks && (
        <tr class="race-network">
          <th scope="rowgroup" colSpan={4}>
            <b>{raceText.networkTitle(network.choice)}</b>{" "}
            {isInUse(network, select.network.value) && raceText.inUse}
          </th>
        </tr>
      )}
      {course.entrants
        .filter((entrant) => entrant.network === network.key)
        .map((entrant) => (
          <Row
            key={entrant.key}
            entrant={entrant}
            course={course}
            result={results.get(entrant.key)}
            domain={domain}
          />
        ))}
    </tbody>
  );
}

interface RowProps {
  entrant: Entrant;
  course: RaceCourse;
  result: ContenderResult | undefined;
  domain: Domain;
}

function Row({ entrant, course, result, domain }: RowProps) {
  const { arrivals, failures } = useApp().select.race.value;
  const { key, contender, network } = entrant;
  const name = shortNameIn(course, key);
  const { columns } = raceText;
  if (!result) {
    return (
      <tr>
        <th scope="row">{name}</th>
        <td class="quiet" colSpan={3}>
          {failures.has(network) ? raceText.absent : raceText.waiting}
        </td>
      </tr>
    );
  }
  const { mean, halfWidth } = estimate(result.accuracies, course);
  const { lookingMillis } = arrivals.get(network) ?? {};
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
        {raceText.time(meanOf(result.millis) + (lookingMillis ?? 0))}
        {lookingMillis !== undefined && <Remark>{raceText.lookingTime(lookingMillis)}</Remark>}
      </td>
      <td class="numbers" data-column={columns.size}>
        {contender === "neighbours"
          ? raceText.sizeOfNeighbours(result.numBytes)
          : raceText.size(result.numBytes)}
        <OwnWeights course={course} entrant={entrant} />
      </td>
    </tr>
  );
}

/** The page has the network that looks now, and would have to have another one besides. */
function OwnWeights({ course, entrant }: { course: RaceCourse; entrant: Entrant }) {
  const { select } = useApp();
  const network = networkIn(course, entrant.network);
  const arrival = select.race.value.arrivals.get(entrant.network);
  if (!network || !arrival || isInUse(network, select.network.value)) return null;
  return <Remark>{raceText.ownWeights(arrival.weightBytes, network.choice)}</Remark>;
}

function Remark({ children }: { children: string }) {
  return <span class="quiet race-remark">{children}</span>;
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
