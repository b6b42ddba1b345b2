/** Starting a race, watching how far it is, stopping it, and why it could not go on. */
import { useId } from "preact/hooks";
import { chosenNetworks, networkKeyOf } from "../../state/race/race-networks";
import { plannedEntrants } from "../../state/race/race-plans";
import { entrantKey, isRacing, type RacePhase, type RaceState } from "../../state/race/race-state";
import { text } from "../../text";
import { raceText } from "../../text/race";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { WarningIcon } from "../shared/icons";
import { ProgressLine } from "../shared/progress-line";
import { nameIn } from "./race-names";
import { useRaceParts } from "./use-race-parts";

export function RaceControls() {
  const { select, intents } = useApp();
  const race = select.race.value;
  const reasonId = useId();
  const reason = useBlock();
  if (isRacing(race)) return <Going />;
  const { phase, results } = race;
  return (
    <>
      <div class="race-start">
        <Button
          look={results.size > 0 ? "plain" : "primary"}
          isDisabled={reason !== undefined}
          describedBy={reason === undefined ? undefined : reasonId}
          onClick={() => void intents.race.start()}
        >
          {results.size > 0 ? raceText.startAgain : raceText.start}
        </Button>
        {reason !== undefined && (
          <p class="quiet" id={reasonId}>
            {reason}
          </p>
        )}
      </div>
      {phase.at === "over" && !phase.isWhole && (
        <p class="quiet" role="status">
          {raceText.stopped(results.size)}
        </p>
      )}
      {phase.at === "failed" && (
        <div class="deeper-note" role="alert">
          <WarningIcon />
          <p>
            {phase.error && `${text.problems.problem({ kind: "engine", error: phase.error })} `}
            {raceText.failed}
          </p>
        </div>
      )}
    </>
  );
}

/** Why no race can begin. */
function useBlock(): string | undefined {
  const parts = useRaceParts();
  const choices = chosenNetworks(parts);
  if (choices.length === 0) return raceText.needsNetwork;
  if (plannedEntrants(parts, choices).length < 2) return raceText.needsTwo;
  return useApp().select.trainingBlock.value && raceText.blocked;
}

/** Networks that others had to do without, while there is something of those others. */
export function RaceFailures() {
  const { phase, failures, course } = useApp().select.race.value;
  if (phase.at === "failed" || failures.size === 0 || !course) return null;
  return (
    <>
      {course.networks.flatMap(({ key, choice }) => {
        const failure = failures.get(key);
        if (!failure) return [];
        const { at, error } = failure;
        const problem = error && text.problems.problem({ kind: "engine", error });
        return (
          <div key={key} class="deeper-note" role="alert">
            <WarningIcon />
            <p>{raceText.networkFailed(choice, at, problem)}</p>
          </div>
        );
      })}
    </>
  );
}

function Going() {
  const { select, intents } = useApp();
  const race = select.race.value;
  const { phase } = race;
  const isUnderWay = phase.at === "running" || phase.at === "looking" || phase.at === "fetching";
  return (
    <ProgressLine
      label={doing(phase, race)}
      detail={isUnderWay ? raceText.left(phase.leftMillis) : undefined}
      done={isUnderWay ? phase.share : 0}
      total={isUnderWay ? 1 : undefined}
    >
      <Button look="quiet" onClick={() => intents.race.stop()}>
        {raceText.stop}
      </Button>
    </ProgressLine>
  );
}

function doing(phase: RacePhase, { course, numSplits }: RaceState): string {
  switch (phase.at) {
    case "fetching":
      return raceText.fetching(phase.choice, phase.receivedBytes, phase.totalBytes);
    case "looking":
      return raceText.looking(phase.choice, phase.numDone, phase.numPictures);
    case "running": {
      const key = entrantKey(networkKeyOf(phase.choice), phase.contender);
      const name = course ? nameIn(course, key) : "";
      return raceText.running(name, phase.split, course?.numSplits ?? numSplits);
    }
    default:
      return raceText.starting;
  }
}
