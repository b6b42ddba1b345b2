/** Records what the engine says, and plays it again without an engine: for the gallery and for bug reports. */
import type { EngineCommand, EngineEvent } from "./protocol";

export interface Recording {
  version: 1;
  events: RecordedEvent[];
}

export interface RecordedEvent {
  /** Since the recording began. */
  elapsedMillis: number;
  commandKind: EngineCommand["kind"];
  event: EngineEvent;
}

export interface Recorder {
  /** Has the shape of the client's `onEvent`. */
  record(event: EngineEvent, command: Pick<EngineCommand, "kind">): void;
  /** A copy of what there is so far. */
  recording(): Recording;
}

export interface RecorderOptions {
  now?: () => number;
  /** The oldest events make room, so that a long session does not fill the memory. */
  longest?: number;
  /** Features tell something about the pictures, and are large: a bug report goes without them. */
  withFeatures?: boolean;
}

export interface ReplayOptions {
  /** 2 plays twice as fast; `Infinity` plays all at once. */
  speed?: number;
  signal?: AbortSignal;
  wait?: (millis: number) => Promise<void>;
}

export function createRecorder(options: RecorderOptions = {}): Recorder {
  const { now = () => performance.now(), longest = 2000, withFeatures = false } = options;
  const begin = now();
  const events: RecordedEvent[] = [];
  return {
    record(event, command) {
      const kept = eventToKeep(event, withFeatures);
      events.push({ elapsedMillis: Math.round(now() - begin), commandKind: command.kind, event: kept });
      if (events.length > longest) events.shift();
    },
    recording: () => ({ version: 1, events: [...events] }),
  };
}

/** Plays a recording into a callback. Ends early, without a word, when the signal says so. */
export async function replayRecording(
  recording: Recording,
  onEvent: (event: EngineEvent, commandKind: EngineCommand["kind"]) => void,
  options: ReplayOptions = {},
): Promise<void> {
  const { speed = Number.POSITIVE_INFINITY, signal, wait = waitMillis } = options;
  let playedMillis = recording.events[0]?.elapsedMillis ?? 0;
  for (const { elapsedMillis, commandKind, event } of recording.events) {
    const pauseMillis = (elapsedMillis - playedMillis) / speed;
    if (pauseMillis > 0) await wait(pauseMillis);
    if (signal?.aborted) return;
    playedMillis = elapsedMillis;
    onEvent(event, commandKind);
  }
}

/** JSON in which `{"float32": [...]}` stands for a `Float32Array`. */
export function textFromRecording(recording: Recording): string {
  return JSON.stringify(recording, (_key, value: unknown) =>
    value instanceof Float32Array ? { float32: [...value] } : value,
  );
}

/** Gives `undefined` for anything that is not a recording. The events themselves are taken at their word. */
export function recordingFromText(text: string): Recording | undefined {
  try {
    const parsed: unknown = JSON.parse(text, (_key, value: unknown) =>
      isRecord(value) && Array.isArray(value.float32) ? Float32Array.from(value.float32) : value,
    );
    return isRecording(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isRecording(value: unknown): value is Recording {
  if (!isRecord(value) || value.version !== 1 || !Array.isArray(value.events)) return false;
  return value.events.every(
    (entry: unknown) =>
      isRecord(entry) &&
      typeof entry.elapsedMillis === "number" &&
      typeof entry.commandKind === "string" &&
      isRecord(entry.event) &&
      typeof entry.event.kind === "string",
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function eventToKeep(event: EngineEvent, withFeatures: boolean): EngineEvent {
  if (event.kind !== "embedded") return event;
  // A copy, because the page may send the features on, and a transfer would empty the recording.
  return { ...event, features: withFeatures ? event.features.slice() : new Float32Array(0) };
}

function waitMillis(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
