/** A slim scrubber over the remembered epochs, with a replay and the choice of what to compare with. */
import type { LearningReplay } from "../../engine/protocol";
import { epochIndex } from "../../state/learning/replayed-pictures";
import { learningText } from "../../text/learning";
import { useApp } from "../app-context";
import { Button, IconButton } from "../shared/button";
import { PauseIcon, PlayIcon } from "../shared/icons";
import { useReducedMotion } from "./motion";
import { Choice } from "./part";
import { ShownEpoch } from "./shown-epoch";

/** A replay of all epochs takes about this long. */
const REPLAY_MILLIS = 6000;
const SHORTEST_STEP_MILLIS = 70;
const LONGEST_STEP_MILLIS = 500;

/** Where nothing moves, each epoch is a picture to look at. */
const STILL_STEP_MILLIS = 1000;

/** More marks than this would be a line. */
const MOST_MARKS = 80;

const NOTHING = "nothing";

export function Timeline({ replay }: { replay: LearningReplay }) {
  const { select, intents } = useApp();
  const { shownEpoch, comparedEpoch, stepMillis } = select.learning.value;
  const isStill = useReducedMotion();
  const { epochs } = replay;
  const last = epochs.length - 1;
  const index = Math.max(0, epochIndex(replay, shownEpoch));
  const epoch = epochs[index] ?? 0;
  const isPlaying = stepMillis !== undefined;
  const numTrained = (epochs[last] ?? 0) + 1;
  const play = () => {
    const millis = Math.min(LONGEST_STEP_MILLIS, Math.max(SHORTEST_STEP_MILLIS, REPLAY_MILLIS / last));
    intents.learning.play(isStill ? STILL_STEP_MILLIS : millis);
  };
  return (
    <div class="timeline">
      <div class="timeline-row">
        <span class="timeline-first">
          <IconButton
            label={learningText.first}
            isDisabled={index === 0}
            onClick={() => intents.learning.showEpoch(epochs[0])}
          >
            <FirstIcon />
          </IconButton>
        </span>
        <IconButton
          label={isPlaying ? learningText.pause : learningText.play}
          isDisabled={last < 1}
          onClick={() => (isPlaying ? intents.learning.pause() : play())}
        >
          {isPlaying ? <PauseIcon /> : <PlayIcon />}
        </IconButton>
        <Scrubber epochs={epochs} index={index} comparedIndex={epochs.indexOf(comparedEpoch ?? -1)} />
        <span class="timeline-at numbers">
          {shownEpoch === undefined ? learningText.atNow(epoch) : learningText.at(epoch)}
        </span>
        <Button
          look="quiet"
          isDisabled={shownEpoch === undefined}
          onClick={() => intents.learning.showEpoch(undefined)}
        >
          {learningText.now}
        </Button>
      </div>
      <div class="timeline-row">
        <Choice
          label={learningText.compare}
          value={comparedEpoch === undefined ? NOTHING : String(comparedEpoch)}
          options={[
            { value: NOTHING, name: learningText.compareNothing },
            ...epochs.map((one) => ({ value: String(one), name: learningText.compareOption(one) })),
          ]}
          onChange={(value) => intents.learning.compareWith(value === NOTHING ? undefined : Number(value))}
        />
        <ShownEpoch />
      </div>
      {epochs.length < numTrained && (
        <p class="quiet timeline-thinned">{learningText.thinned(epochs.length, numTrained)}</p>
      )}
    </div>
  );
}

function FirstIcon() {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path fill="currentColor" d="M12 3.25v9.5L5.5 8z" />
      <path stroke="currentColor" stroke-width="1.75" stroke-linecap="round" d="M4 3.75v8.5" />
    </svg>
  );
}

interface ScrubberProps {
  epochs: readonly number[];
  index: number;
  comparedIndex: number;
}

function Scrubber({ epochs, index, comparedIndex }: ScrubberProps) {
  const { select, intents } = useApp();
  const { history } = select.training.value;
  const last = epochs.length - 1;
  const epoch = epochs[index] ?? 0;
  const report = history.find((one) => one.epoch === epoch);
  const accuracy = (report?.validation ?? report?.training)?.accuracy;
  const name = learningText.at(epoch);
  const shareOf = (one: number) => (last === 0 ? 0 : one / last);
  const stride = Math.ceil(epochs.length / MOST_MARKS);
  return (
    <span class="scrubber" style={{ "--share": shareOf(index) }}>
      <span class="scrubber-marks" aria-hidden="true">
        {epochs.map((one, at) =>
          at % stride === 0 || at === last ? <span key={one} style={{ "--share": shareOf(at) }} /> : null,
        )}
        {comparedIndex >= 0 && <span data-compared style={{ "--share": shareOf(comparedIndex) }} />}
      </span>
      {/* A range input gives arrow keys, Home, End and a spoken value without any code. */}
      <input
        type="range"
        min={0}
        max={Math.max(0, last)}
        step={1}
        value={index}
        disabled={last < 1}
        aria-label={learningText.timeline}
        aria-valuetext={accuracy === undefined ? name : learningText.atWithAccuracy(name, accuracy)}
        onInput={(event) => intents.learning.showEpoch(epochs[Number(event.currentTarget.value)])}
      />
    </span>
  );
}
