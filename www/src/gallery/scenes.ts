/** States of the page worth seeing: empty, loading, in progress, failed and trained. */
import type { ClassEvidence } from "../engine/protocol";
import type { AppState, Problem } from "../state/app-state";
import { initialState } from "../state/initial-state";
import { reduce } from "../state/reduce";
import { drawnPicture } from "./drawn-picture";
import { collectedState, playedUntil } from "./recorded-lesson";
import type { Scene } from "./scene";
import { deeperScenes } from "./scenes-deeper";
import { explainScenes } from "./scenes-explain";
import { insideScenes } from "./scenes-inside";
import { learningScenes } from "./scenes-learning";
import { networkScenes } from "./scenes-network";
import { neuronScenes } from "./scenes-neuron";
import { raceScenes } from "./scenes-race";
import { raceNetworkScenes } from "./scenes-race-networks";
import { settingsScenes } from "./scenes-settings";
import { unlabelledScenes } from "./scenes-unlabelled";

export const SCENES: readonly Scene[] = [
  { name: "empty", state: () => withEngine(initialState(), { at: "ready" }) },
  {
    name: "loading",
    state: () =>
      withEngine(initialState(), { at: "downloading", receivedBytes: 1_100_000, totalBytes: 2_610_000 }),
  },
  { name: "restoring", state: () => withEngine(initialState(), { at: "restoring" }) },
  { name: "gpu-arriving", state: gpuArriving },
  { name: "reading", state: reading },
  { name: "embedding", state: embedding },
  { name: "collected", state: () => embedded() },
  { name: "training", state: training },
  { name: "trained", state: trained },
  { name: "cell-chosen", state: cellChosen },
  { name: "trying", state: trying },
  { name: "refused", state: refused },
  {
    name: "failed",
    state: () =>
      withEngine(collectedState(), {
        at: "failed",
        problem: { kind: "downloadFailed", reason: "offline", status: undefined },
      }),
  },
  { name: "problems", state: problems },
  { name: "camera-refused", state: () => reduce(trained(), { type: "cameraFailed", problem: "notAllowed" }) },
  ...insideScenes,
  ...neuronScenes,
  ...explainScenes,
  ...learningScenes,
  ...deeperScenes,
  ...settingsScenes,
  ...raceScenes,
  ...raceNetworkScenes,
  ...unlabelledScenes,
  ...networkScenes,
];

function reading(): AppState {
  const state = withEngine(collectedState(), { at: "ready" });
  return reduce(state, { type: "readingProgressed", doneFiles: 31, totalFiles: 72 });
}

function gpuArriving(): AppState {
  const state = reduce(embedding(), {
    type: "deviceChosen",
    choice: { device: "cpu", why: { because: "answersFirst" } },
  });
  return reduce(state, { type: "gpuSearchChanged", search: "fetching" });
}

function embedding(): AppState {
  const ready = withEngine(collectedState(), { at: "ready" });
  const started = reduce(ready, { type: "embeddingStarted", nowMillis: 0 });
  const timed = reduce(started, { type: "embeddingTimed", millisPerPicture: 180 });
  return playedUntil(timed, (event) => event.kind === "embedded" && event.exampleIds.includes(24));
}

function embedded(): AppState {
  const state = playedUntil(withEngine(collectedState(), { at: "ready" }), ({ kind }) => kind === "embedded");
  return reduce(state, {
    type: "deviceChosen",
    choice: { device: "cpu", why: { because: "measured", cpuMillis: 180, gpuMillis: 420 } },
  });
}

function training(): AppState {
  const busy = reduce(reduce(embedded(), { type: "trainingWanted", targetEpoch: 40 }), {
    type: "trainingBusy",
    isBusy: true,
  });
  const state = playedUntil(busy, (event) => event.kind === "epochFinished" && event.report.epoch === 12);
  const timed = reduce(state, { type: "epochTimed", millis: 45, learnedRevision: undefined });
  return reduce(timed, { type: "stepChanged", step: "train" });
}

function trained(): AppState {
  const wanted = reduce(embedded(), { type: "trainingWanted", targetEpoch: 40 });
  const state = playedUntil(wanted, ({ kind }) => kind === "examplesPredicted");
  const timed = reduce(state, { type: "epochTimed", millis: 45, learnedRevision: state.datasetRevision });
  return reduce(reduce(timed, { type: "trainingPaused" }), { type: "stepChanged", step: "train" });
}

function cellChosen(): AppState {
  return reduce(trained(), { type: "cellSelected", cell: { trueClassId: 3, predictedClassId: 2 } });
}

function trying(): AppState {
  const source = { from: "picture", name: "a circle", blob: drawnPicture(0, 5), exampleId: 6 } as const;
  const state = reduce(trained(), { type: "trySourceChanged", source });
  const explaining = reduce(state, { type: "explainingChanged", isExplaining: true });
  const answered = reduce(explaining, {
    type: "engineSaid",
    event: {
      kind: "classified",
      classIds: [1, 2, 3],
      probabilities: new Float32Array([0.86, 0.11, 0.03]),
      evidence: drawnEvidence(),
    },
    command: { kind: "classify", pixels: new Uint8Array(0), side: 224, withEvidence: true, epoch: undefined },
  });
  return reduce(reduce(answered, { type: "pictureTimed", millis: 180 }), {
    type: "stepChanged",
    step: "try",
  });
}

function refused(): AppState {
  const reasons = [
    "empty",
    "notAPicture",
    "formatUnsupported",
    "damaged",
    "tooManyPixels",
    "zipDamaged",
  ] as const;
  const refusals = reasons.map((reason, index) => ({
    name: `file-${index + 1} with <b>odd</b> name.jpg`,
    reason,
  }));
  return reduce(embedded(), { type: "filesRefused", refusals });
}

function problems(): AppState {
  const all: Problem[] = [
    { kind: "engineRestarted" },
    { kind: "gpuLost" },
    { kind: "storageFull" },
    { kind: "engine", error: { code: "trainingDiverged", epoch: 3 } },
  ];
  return all.reduce((state, problem) => reduce(state, { type: "problemHappened", problem }), embedded());
}

function withEngine(state: AppState, phase: AppState["engine"]["phase"]): AppState {
  return reduce(state, { type: "enginePhaseChanged", phase });
}

/** Three classes on a grid of seven: the first is seen in the middle, where the circle is. */
function drawnEvidence(): ClassEvidence {
  const gridSide = 7;
  const places = new Float32Array(3 * gridSide * gridSide);
  for (let place = 0; place < gridSide * gridSide; place += 1) {
    const distance = Math.hypot(Math.floor(place / gridSide) - 3, (place % gridSide) - 3);
    places[place] = 0.25 * Math.exp(-distance) - 0.02;
    places[place + gridSide * gridSide] = 0.02 * distance - 0.05;
  }
  const sum = (start: number) =>
    places.subarray(start, start + 49).reduce((total, value) => total + value, 0);
  const logits = Float32Array.of(sum(0) + 0.1, sum(49), sum(98) - 0.1);
  return { gridSide, places, biases: Float32Array.of(0.1, 0, -0.1), logits };
}
