/** What to choose, in words, with what speaks for it. */

import type { Contender, ContenderResult, RaceCourse } from "../../state/race/race-state";
import { isRacing } from "../../state/race/race-state";
import {
  estimate,
  isClear,
  lead,
  meanAccuracy,
  type Recommendation,
  recommendation,
} from "../../state/race/race-statistics";
import { raceText } from "../../text/race";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { nameIn } from "./race-results";

/** Where intervals are wider than this, small differences cannot be told apart. */
const WIDE_HALF = 0.04;

export function RaceRecommendation({ course }: { course: RaceCourse }) {
  const { select, intents } = useApp();
  const race = select.race.value;
  const { results } = race;
  const chosen = recommendation(results, course);
  if (!chosen) return isRacing(race) ? null : <p class="quiet">{raceText.tooFew}</p>;
  const { contender } = chosen;
  const tuning = course.plans.get(contender)?.settings.tuning;
  const isAdopted = select.plan.value.settings.tuning === tuning;
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
      {isAdopted ? (
        <p class="quiet" role="status">
          {raceText.adopted}
        </p>
      ) : (
        <Button onClick={() => intents.race.adopt(contender)}>
          {raceText.adopt(nameIn(course, contender))}
        </Button>
      )}
    </section>
  );
}

type Results = ReadonlyMap<Contender, ContenderResult>;

function inWords(chosen: Recommendation, course: RaceCourse, results: Results): string {
  const { contender, best, lead: ahead, timesLonger } = chosen;
  const name = nameIn(course, contender);
  if (best && ahead && timesLonger !== undefined) {
    return raceText.chosenQuicker(name, nameIn(course, best), ahead.mean, timesLonger, chosen.isClear);
  }
  if (!ahead) return raceText.chosenAlone(name);
  const next = nextBest(contender, results);
  if (!chosen.isClear || !next) return raceText.chosenUnclear(name);
  return raceText.chosenClear(name, nameIn(course, next), ahead.mean, ahead.halfWidth ?? 0);
}

function nextBest(contender: Contender, results: Results): Contender | undefined {
  const others = [...results].filter(([other]) => other !== contender && other !== "neighbours");
  return others.toSorted(([, one], [, other]) => meanAccuracy(other) - meanAccuracy(one))[0]?.[0];
}

function furtherRemarks({ contender }: Recommendation, course: RaceCourse, results: Results): string[] {
  const own = results.get(contender);
  if (!own) return [];
  const scratch = results.get("scratch");
  const neighbours = results.get("neighbours");
  const { halfWidth = 0 } = estimate(own.accuracies, course);
  return [
    ...(scratch && contender !== "scratch"
      ? [raceText.worthOfPretraining(meanAccuracy(own) - meanAccuracy(scratch))]
      : []),
    ...(neighbours && !isClear(lead(own, neighbours, course)) ? [raceText.neighboursAsGood] : []),
    ...(halfWidth > WIDE_HALF ? [raceText.morePictures(halfWidth)] : []),
  ];
}
