/** The race: who takes part, how it goes, and what came out of it. */
import { useEffect, useRef } from "preact/hooks";
import { isRacing } from "../../state/race/race-state";
import { raceText } from "../../text/race";
import { useApp } from "../app-context";
import { ChevronIcon } from "../shared/icons";
import "../../style/race.css";
import { RaceControls, RaceFailures } from "./race-controls";
import { RaceCurves } from "./race-curves";
import { RaceEntries } from "./race-entries";
import { RaceRecommendation } from "./race-recommendation";
import { RaceResults } from "./race-results";
import { TransferGains } from "./transfer-gains";
import { TransferStart } from "./transfer-start";

export function RacePanel() {
  const { select, intents } = useApp();
  const race = select.race.value;
  const { isOpen, phase, course, results } = race;
  const panel = useKeptFocus(isRacing(race));
  return (
    <div class="race" ref={panel}>
      <details open={isOpen} onToggle={(event) => intents.race.open(event.currentTarget.open)}>
        <summary>
          <ChevronIcon />
          <span>{raceText.heading}</span>
        </summary>
        {isOpen && (
          <div class="race-body">
            <p class="quiet race-lead">{raceText.lead}</p>
            {isRacing(race) && <RaceControls />}
            <RaceFailures />
            {course && (results.size > 0 || isRacing(race)) && (
              <>
                <RaceRecommendation course={course} />
                <RaceResults course={course} />
                <TransferGains course={course} />
                <RaceCurves course={course} />
              </>
            )}
            {!isRacing(race) && (
              <>
                <RaceEntries />
                <RaceControls />
                <TransferStart />
              </>
            )}
          </div>
        )}
      </details>
      <p class="visually-hidden" role="status">
        {useEndMessage(phase.at, isRacing(race))}
      </p>
    </div>
  );
}

/** What begins a race and what stops it take each other's place, and a keyboard must not lose its own. */
function useKeptFocus(isGoing: boolean) {
  const panel = useRef<HTMLDivElement>(null);
  const wasGoing = useRef(isGoing);
  useEffect(() => {
    const hasChanged = wasGoing.current !== isGoing;
    wasGoing.current = isGoing;
    if (!hasChanged || document.activeElement !== document.body) return;
    const place = isGoing ? ".progress-line button" : "summary";
    panel.current?.querySelector<HTMLElement>(place)?.focus({ preventScroll: !isGoing });
  }, [isGoing]);
  return panel;
}

/** Said when a race that was seen to go on has ended, not when its result is only drawn again. */
function useEndMessage(at: string, isGoing: boolean): string {
  const wasGoing = useRef(isGoing);
  const hasEnded = useRef(false);
  if (isGoing) hasEnded.current = false;
  else if (wasGoing.current && at === "over") hasEnded.current = true;
  useEffect(() => {
    wasGoing.current = isGoing;
  }, [isGoing]);
  return hasEnded.current ? raceText.overLive : "";
}
