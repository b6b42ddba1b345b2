/** Recordings come back as they went in, and play in order. */
import { expect, test } from "vitest";
import type { EngineEvent } from "../../src/engine/protocol";
import {
  createRecorder,
  recordingFromText,
  replayRecording,
  textFromRecording,
} from "../../src/engine/recording";

const CLASSIFIED: EngineEvent = {
  kind: "classified",
  classIds: [1, 2],
  probabilities: Float32Array.of(0.25, 0.75),
  evidence: undefined,
};

function recordThree() {
  let millis = 1000;
  const recorder = createRecorder({ now: () => millis });
  recorder.record({ kind: "headReset" }, { kind: "resetHead" });
  millis = 1250;
  recorder.record(CLASSIFIED, { kind: "classify" });
  millis = 2000;
  recorder.record({ kind: "failed", error: { code: "headMissing" } }, { kind: "exportHead" });
  return recorder.recording();
}

test("text and back", () => {
  const recording = recordThree();
  expect(recordingFromText(textFromRecording(recording))).toEqual(recording);
});

test.each(["", "{", "null", "[]", '{"version":2,"events":[]}', '{"version":1,"events":[{}]}'])(
  "%s is no recording",
  (text) => {
    expect(recordingFromText(text)).toBeUndefined();
  },
);

test("replay keeps order and pace", async () => {
  const waits: number[] = [];
  const played: string[] = [];
  const wait = async (millis: number) => {
    waits.push(millis);
  };
  const onEvent = (event: EngineEvent, commandKind: string) => played.push(`${commandKind} ${event.kind}`);
  await replayRecording(recordThree(), onEvent, { speed: 2, wait });
  expect(played).toEqual(["resetHead headReset", "classify classified", "exportHead failed"]);
  expect(waits).toEqual([125, 375]);
});

test("replay stops when told to", async () => {
  const stop = new AbortController();
  const played: string[] = [];
  const onEvent = (event: EngineEvent) => {
    played.push(event.kind);
    stop.abort();
  };
  await replayRecording(recordThree(), onEvent, { signal: stop.signal });
  expect(played).toEqual(["headReset"]);
});

test("features are left out unless asked for, and are copies then", () => {
  const features = Float32Array.of(1, 2);
  const embedded: EngineEvent = { kind: "embedded", exampleIds: [1], features };
  const plain = createRecorder();
  const full = createRecorder({ withFeatures: true });
  for (const recorder of [plain, full]) recorder.record(embedded, { kind: "embed" });
  features.fill(0);
  expect(plain.recording().events[0]?.event).toMatchObject({ features: new Float32Array(0) });
  expect(full.recording().events[0]?.event).toMatchObject({ features: Float32Array.of(1, 2) });
});

test("the oldest events make room", () => {
  const recorder = createRecorder({ longest: 2 });
  for (const kind of ["resetHead", "trainEpoch", "trainBatch"] as const) {
    recorder.record({ kind: "headReset" }, { kind });
  }
  expect(recorder.recording().events.map((entry) => entry.commandKind)).toEqual(["trainEpoch", "trainBatch"]);
});
