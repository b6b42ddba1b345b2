/** What to choose, in words, with what speaks for it. */
import {
  type ContenderResult,
  type EntrantKey,
  entrantKey,
  isRacing,
  type RaceCourse,
} from "../../state/race/race-state";
import {
  canBeTaught,
  estimate,
  isClear,
  lead,
  meanAccuracy,
  type Recommendation,
  recommendation,
} from "../../state/race/race-statistics";
import { raceText } from "../../text/race";
import { useApp } from "../app-context";
import { RaceAdoption } from "./race-adoption";
import { entrantIn, nameIn } from "./race-names";

/** Where intervals are wider than this, small differences cannot be told apart. */
const WIDE_HALF = 0.04;

type Chosen = Recommendation<EntrantKey>;
type Results = ReadonlyMap<EntrantKey, ContenderResult>;

export function RaceRecommendation({ course }: { course: RaceCourse }) {
  const race = useApp().select.race.value;
  const { results, arrivals } = race;
  const looking = (key: EntrantKey) => {
    const entrant = entrantIn(course, key);
    return (entrant && arrivals.get(entrant.network)?.lookingMillis) ?? 0;
  };
  const chosen = recommendation(results, course, looking);
  if (!chosen) return isRacing(race) ? null : <p class="quiet">{raceText.tooFew}</p>;
  return (
    <section class="race-choice" aria-label={raceText.recommended}>
      <h4>{raceText.recommended}</h4>
      <p>
        <b>{inWords(chosen, course, results)}</b>
      </p>
      {furtherRemarks(chosen, course, results).map((remark) => (
        <p key={remark} class="quiet">
          {remark}
        </p>
      ))}
      <RaceAdoption course={course} entrant={chosen.entrant} />
    </section>
  );
}

function inWords(chosen: Chosen, course: RaceCourse, results: Results): string {
  const { entrant, best, lead: ahead, timesLonger } = chosen;
  const name = nameIn(course, entrant);
  if (best && ahead && timesLonger !== undefined) {
    return raceText.chosenQuicker(name, nameIn(course, best), ahead.mean, timesLonger, chosen.isClear);
  }
  if (!ahead) return raceText.chosenAlone(name);
  const next = nextBest(entrant, results);
  if (!chosen.isClear || !next) return raceText.chosenUnclear(name);
  return raceText.chosenClear(name, nameIn(course, next), ahead.mean, ahead.halfWidth ?? 0);
}

function nextBest(entrant: EntrantKey, results: Results): EntrantKey | undefined {
  const others = [...results].filter(([other]) => other !== entrant && canBeTaught(other));
  return others.toSorted(([, one], [, other]) => meanAccuracy(other) - meanAccuracy(one))[0]?.[0];
}

/** Each beside the others with the same network. */
function furtherRemarks({ entrant: key }: Chosen, course: RaceCourse, results: Results): string[] {
  const own = results.get(key);
  const entrant = entrantIn(course, key);
  if (!own || !entrant) return [];
  const { network, contender } = entrant;
  const scratch = results.get(entrantKey(network, "scratch"));
  const neighbours = results.get(entrantKey(network, "neighbours"));
  const { halfWidth = 0 } = estimate(own.accuracies, course);
  // All of it against all of it from scratch is a drawing of its own.
  const isBesidesScratch = scratch && contender !== "scratch" && contender !== "everything";
  return [
    ...(isBesidesScratch ? [raceText.worthOfPretraining(meanAccuracy(own) - meanAccuracy(scratch))] : []),
    ...(neighbours && !isClear(lead(own, neighbours, course)) ? [raceText.neighboursAsGood] : []),
    ...(halfWidth > WIDE_HALF ? [raceText.morePictures(halfWidth)] : []),
  ];
}
