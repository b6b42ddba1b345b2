/** The race: who takes part, how it goes, and what came out of it. */
import { useEffect, useRef } from "preact/hooks";
import { isRacing } from "../../state/race/race-state";
import { raceText } from "../../text/race";
import { useApp } from "../app-context";
import { ChevronIcon } from "../shared/icons";
import "../../style/race.css";
import { RaceControls } from "./race-controls";
import { RaceCurves } from "./race-curves";
import { RaceEntries } from "./race-entries";
import { RaceRecommendation } from "./race-recommendation";
import { RaceResults } from "./race-results";

export function RacePanel() {
  const { select, intents } = useApp();
  const race = select.race.value;
  const { isOpen, phase, course, results } = race;
  return (
    <div class="race">
      <details open={isOpen} onToggle={(event) => intents.race.open(event.currentTarget.open)}>
        <summary>
          <ChevronIcon />
          <span>{raceText.heading}</span>
        </summary>
        {isOpen && (
          <div class="race-body">
            <p class="quiet race-lead">{raceText.lead}</p>
            {isRacing(race) && <RaceControls />}
            {course && (results.size > 0 || isRacing(race)) && (
              <>
                <RaceRecommendation course={course} />
                <RaceResults course={course} />
                <RaceCurves course={course} />
              </>
            )}
            {!isRacing(race) && (
              <>
                <RaceEntries />
                <RaceControls />
              </>
            )}
          </div>
        )}
      </details>
      <p class="visually-hidden" role="status">
        {useEndMessage(phase.at)}
      </p>
    </div>
  );
}

/** Said when a race that was seen to go on has ended, not when its result is only drawn again. */
function useEndMessage(at: string): string {
  const before = useRef(at);
  const hasEnded = useRef(false);
  if (at === "running" || at === "starting") hasEnded.current = false;
  else if (before.current === "running" && at === "over") hasEnded.current = true;
  useEffect(() => {
    before.current = at;
  }, [at]);
  return hasEnded.current ? raceText.overLive : "";
}
