/** The last runs of training, the newest first, each with the way back to how everything was before it. */
import { useState } from "preact/hooks";
import { continuesRun, type Run } from "../../state/deeper/deeper-state";
import { HEAD_ONLY } from "../../state/deeper/depths";
import { deeperText } from "../../text/deeper";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { ChevronIcon } from "../shared/icons";
import { useDepths } from "./use-depths";

export function RunsList({ runs }: { runs: readonly Run[] }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details class="runs" open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        <ChevronIcon />
        <span>{deeperText.runs}</span>
        <span class="deeper-chosen numbers">{runs.length}</span>
      </summary>
      {isOpen && (
        <>
          <p class="quiet runs-help">{deeperText.runsHelp}</p>
          <ol>
            {runs.toReversed().map((run) => (
              <RunItem key={run.id} run={run} />
            ))}
          </ol>
        </>
      )}
    </details>
  );
}

function RunItem({ run }: { run: Run }) {
  const { select, intents } = useApp();
  const { isWanted, epoch } = select.training.value;
  const isNow =
    isWanted &&
    select.deeper.value.runs.at(-1) === run &&
    continuesRun(run, select.plan.value.settings, epoch);
  const { tuning } = run.settings;
  const name = deeperText.cutName(tuning?.firstBlock ?? HEAD_ONLY, useDepths());
  const epochs = deeperText.runEpochs(run.fromEpoch, run.toEpoch);
  const details = [
    epochs,
    ...(tuning?.fromScratch ? [deeperText.runFromScratch] : []),
    ...(tuning?.augmentation ? [deeperText.runVaried] : []),
    ...(run.accuracy === undefined ? [] : [deeperText.runAccuracy(run.accuracy, run.isHeldBack)]),
    ...(run.keptEpoch === undefined ? [] : [deeperText.runKept(run.keptEpoch)]),
    ...(run.hasDiverged ? [deeperText.runDiverged] : []),
    ...(isNow ? [deeperText.runNow] : []),
  ];
  const label = deeperText.goBack(run.before !== undefined);
  return (
    <li>
      <time class="quiet numbers" dateTime={new Date(run.beganAtMillis).toISOString()}>
        {deeperText.runAt(run.beganAtMillis)}
      </time>
      <span class="run-what">
        <b>{name}</b>
        {details.map((detail) => (
          <span key={detail} class="quiet numbers">
            {detail}
          </span>
        ))}
      </span>
      <Button
        look="quiet"
        label={deeperText.goBackOf(label, `${name}, ${epochs}`)}
        onClick={() => void intents.deeper.goBackBefore(run.id)}
      >
        {label}
      </Button>
    </li>
  );
}
