/** Starting a race, watching how far it is, stopping it, and why it could not go on. */
import { useId } from "preact/hooks";
import { contenderPlan } from "../../state/race/race-plans";
import { isRacing } from "../../state/race/race-state";
import { text } from "../../text";
import { raceText } from "../../text/race";
import { useApp } from "../app-context";
import { useDepths } from "../deeper/use-depths";
import { Button } from "../shared/button";
import { WarningIcon } from "../shared/icons";
import { ProgressLine } from "../shared/progress-line";

export function RaceControls() {
  const { select, intents } = useApp();
  const race = select.race.value;
  const reasonId = useId();
  if (isRacing(race)) return <Going />;
  const { phase, contenders, results } = race;
  const reason = contenders.size < 2 ? raceText.needsTwo : select.trainingBlock.value && raceText.blocked;
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

function Going() {
  const { select, intents } = useApp();
  const { phase, course, numSplits } = select.race.value;
  const depths = useDepths();
  const stop = (
    <Button look="quiet" onClick={() => intents.race.stop()}>
      {raceText.stop}
    </Button>
  );
  if (phase.at !== "running") {
    return (
      <ProgressLine label={raceText.starting} done={0} total={undefined}>
        {stop}
      </ProgressLine>
    );
  }
  const plan =
    course?.plans.get(phase.contender) ??
    contenderPlan(phase.contender, {
      plan: select.plan.value,
      deeper: select.deeper.value,
      network: select.network.value,
    });
  const name = raceText.nameOf(phase.contender, plan.settings.tuning?.firstBlock, depths);
  return (
    <ProgressLine
      label={raceText.running(name, phase.split, course?.numSplits ?? numSplits)}
      detail={raceText.left(phase.leftMillis)}
      done={phase.share}
      total={1}
    >
      {stop}
    </ProgressLine>
  );
}
