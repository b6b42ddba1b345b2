/** A recorded lesson with three classes, played into the page's own reducer up to a chosen moment. */
import recordedText from "../../tests/recordings/three-classes.recording?raw";
import type { EngineCommand, EngineEvent } from "../engine/protocol";
import { type RecordedEvent, recordingFromText } from "../engine/recording";
import type { AppState, Example } from "../state/app-state";
import { initialState } from "../state/initial-state";
import { reduce } from "../state/reduce";
import { recordedPicture } from "./drawn-picture";

const CLASS_NAMES = ["Circles", "Squares", "Triangles, a class with a long name"];
const PICTURES_A_CLASS = 24;

/** Classes and pictures as the recording knew them, before the network looked at any. */
export function collectedState(): AppState {
  const classes = CLASS_NAMES.map((name, index) => ({ id: index + 1, name, colour: index }));
  const examples = classes.flatMap(({ id }) =>
    Array.from({ length: PICTURES_A_CLASS }, (_, index): Example => {
      const exampleId = (id - 1) * PICTURES_A_CLASS + index + 1;
      return {
        id: exampleId,
        classId: id,
        name: `picture-${exampleId}.svg`,
        blob: recordedPicture(id - 1, index),
        groupKey: String(exampleId),
        side: undefined,
        isEmbedded: false,
        addedAtMillis: exampleId,
      };
    }),
  );
  const withClasses = classes.reduce(
    (state, item) => reduce(state, { type: "classAdded", item }),
    initialState(),
  );
  return reduce(withClasses, { type: "picturesAdded", examples });
}

/** Plays the recording until just after the last event that `isWanted` wants. */
export function playedUntil(start: AppState, isWanted: (event: EngineEvent) => boolean): AppState {
  const events = recordingFromText(recordedText)?.events ?? [];
  const numPlayed = events.findLastIndex(({ event }) => isWanted(event)) + 1;
  return events.slice(0, numPlayed).reduce(played, start);
}

function played(state: AppState, { event, commandKind }: RecordedEvent): AppState {
  // A recording keeps no commands; the reducer looks at their kind for all events that a recording holds.
  const command = { kind: commandKind } as EngineCommand;
  return reduce(state, { type: "engineSaid", event, command });
}
