/** The one button that takes up what won, also where that is another network. */
import { isSameChoice } from "../../state/race/race-networks";
import { type EntrantKey, isRacing, type RaceCourse } from "../../state/race/race-state";
import { text } from "../../text";
import { raceText } from "../../text/race";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { entrantIn, isInUse, networkIn, shortNameIn } from "./race-names";

export function RaceAdoption({ course, entrant }: { course: RaceCourse; entrant: EntrantKey }) {
  const { select, intents } = useApp();
  const network = networkIn(course, entrantIn(course, entrant)?.network);
  const { change, failure } = select.network.value;
  const { tuning } = course.plans.get(entrant)?.settings ?? {};
  const name = shortNameIn(course, entrant);
  if (!network) return null;
  if (isInUse(network, select.network.value)) {
    return select.plan.value.settings.tuning === tuning ? (
      <p class="quiet" role="status">
        {raceText.adopted}
      </p>
    ) : (
      <Button onClick={() => void intents.race.adopt(entrant)}>{raceText.adopt(name)}</Button>
    );
  }
  const { choice } = network;
  const isComing = change !== undefined && isSameChoice(change.to, choice);
  const problem = failure && isSameChoice(failure.to, choice) ? failure.problem : undefined;
  // Another network would end the race.
  const isReady = select.engine.value.phase.at === "ready" && !change && !isRacing(select.race.value);
  return (
    <>
      <p class="quiet">{raceText.otherNetwork(choice)}</p>
      <Button isDisabled={!isReady} onClick={() => void intents.race.adopt(entrant)}>
        {raceText.adoptWith(name, choice)}
      </Button>
      <p class="quiet" role="status">
        {isComing && raceText.coming(choice)}
      </p>
      {problem && <p role="alert">{raceText.notChanged(text.problems.problem(problem))}</p>}
    </>
  );
}
