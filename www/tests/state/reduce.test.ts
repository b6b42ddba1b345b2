/** Every event of the engine leaves the state as it should be, and the pure helpers say what they should. */
import { describe, expect, test } from "vitest";
import {
  defaultTuningSettings,
  type EngineCommand,
  type EngineEvent,
  type EpochReport,
} from "../../src/engine/protocol";
import { answerShares } from "../../src/state/answer-shares";
import type { AppState, Example } from "../../src/state/app-state";
import { cellPictures } from "../../src/state/cell-pictures";
import { classAccuracies } from "../../src/state/class-accuracies";
import { initialState } from "../../src/state/initial-state";
import { historyFromSaved, planFromSaved } from "../../src/state/load-work";
import { reduce } from "../../src/state/reduce";
import { FAKE_BACKBONE } from "../fake-engine";

const exportHead: EngineCommand = { kind: "exportHead" };

const report: EpochReport = {
  epoch: 1,
  training: { loss: 1, accuracy: 0.5, numExamples: 8 },
  validation: { loss: 1.1, accuracy: 0.5, numExamples: 4 },
  classIds: [1, 2],
  confusion: [2, 0, 1, 1],
  movement: undefined,
};

function example(id: number, classId: number): Example {
  return {
    id,
    classId,
    name: `${id}`,
    blob: new Blob(),
    groupKey: "",
    addedAtMillis: 0,
    side: undefined,
    isEmbedded: false,
  };
}

function withWork(): AppState {
  let state = initialState();
  state = reduce(state, { type: "classAdded", item: { id: 1, name: "cups", colour: 0 } });
  state = reduce(state, { type: "classAdded", item: { id: 2, name: "pens", colour: 1 } });
  return reduce(state, { type: "picturesAdded", examples: [example(1, 1), example(2, 1), example(3, 2)] });
}

function say(state: AppState, event: EngineEvent, command: EngineCommand = exportHead): AppState {
  return reduce(state, { type: "engineSaid", event, command });
}

describe("every event of the engine", () => {
  test("events that only their asker waits for change nothing", () => {
    const state = withWork();
    const quiet: EngineEvent[] = [
      { kind: "weightsReceived", receivedBytes: 1, decodedTensors: 1, numTensors: 2 },
      { kind: "gpuConnected", checks: [] },
      { kind: "gpuRefused", reason: { reason: "noWebgpu" }, checks: [] },
      { kind: "backboneMeasured", device: "cpu" },
    ];
    for (const event of quiet) expect(say(state, event)).toBe(state);
  });

  test("the network and its device", () => {
    const backbone = { ...FAKE_BACKBONE, fingerprint: "f", featureLength: 3, numParameters: 4 };
    let state = say(withWork(), { kind: "backboneReady", backbone });
    expect(state.engine.backbone).toEqual(backbone);
    state = reduce(state, { type: "deviceChosen", choice: { device: "gpu", why: { because: "asked" } } });
    state = say(state, { kind: "backboneDeviceChosen", device: "cpu" });
    expect(state.engine.device?.device).toBe("cpu");
  });

  test("features that came, came back, or were dropped", () => {
    let state = say(withWork(), { kind: "embedded", exampleIds: [1, 2], features: new Float32Array(2) });
    expect([...state.examples.values()].map(({ isEmbedded }) => isEmbedded)).toEqual([true, true, false]);
    expect(state.embedding.doneInRun).toBe(2);
    const restore: EngineCommand = {
      kind: "restoreFeatures",
      exampleIds: [3],
      features: new Float32Array(1),
    };
    state = say(state, { kind: "featuresRestored", numExamples: 1 }, restore);
    expect(state.examples.get(3)?.isEmbedded).toBe(true);
    state = say(
      state,
      { kind: "examplesForgotten", numExamples: 1 },
      { kind: "forgetExamples", exampleIds: [1] },
    );
    expect(state.examples.get(1)?.isEmbedded).toBe(false);
  });

  test("a dataset with a kept head keeps the curves; a fresh head clears them", () => {
    const trained = say(withWork(), { kind: "epochFinished", report });
    const sides = [{ exampleId: 1, side: "validation" as const }];
    const kept = say(trained, { kind: "datasetReady", sides, numBatches: 1, epoch: 1, headKept: true });
    expect(kept.examples.get(1)?.side).toBe("validation");
    expect(kept.training.history).toHaveLength(1);
    const fresh = say(trained, { kind: "datasetReady", sides, numBatches: 1, epoch: 0, headKept: false });
    expect(fresh.training).toMatchObject({ history: [], epoch: 0, hasHead: false });
  });

  test("batches, epochs, and a head that starts anew or comes back", () => {
    let state = say(withWork(), { kind: "batchFinished", epoch: 0, batch: 1, numBatches: 3, loss: 2 });
    expect(state.training.batch).toEqual({ done: 1, total: 3, loss: 2 });
    state = say(state, { kind: "epochFinished", report });
    expect(state.training).toMatchObject({ epoch: 1, batch: undefined, hasHead: true });
    state = say(state, { kind: "headReset" });
    expect(state.training).toMatchObject({ epoch: 0, history: [] });
    state = say(state, { kind: "headImported", epoch: 7 });
    expect(state.training).toMatchObject({ epoch: 7, hasHead: true });
    const layer = { weight: new Float32Array(1), bias: new Float32Array(1) };
    const head = {
      fingerprint: "f",
      classIds: [1],
      epoch: 7,
      hidden: undefined,
      output: layer,
      tail: undefined,
    };
    expect(say(state, { kind: "headExported", head })).toBe(state);
  });

  test("answers", () => {
    let state = say(withWork(), {
      kind: "classified",
      classIds: [1, 2],
      probabilities: Float32Array.of(0.25, 0.75),
      evidence: undefined,
    });
    expect(state.trying.answer).toEqual({
      classIds: [1, 2],
      probabilities: [0.25, 0.75],
      evidence: undefined,
    });
    const prediction = { exampleId: 1, predictedClassId: 2, confidence: 0.9, side: undefined };
    state = say(state, { kind: "examplesPredicted", predictions: [prediction] });
    expect(state.training.predictions).toEqual([prediction]);
  });

  test("failures are told once, and only where nobody else tells them", () => {
    const failed: EngineEvent = { kind: "failed", error: { code: "headMismatch" } };
    const missing: EngineEvent = { kind: "failed", error: { code: "headMissing" } };
    const pixels = new Uint8Array(0);
    const told = say(say(withWork(), failed, { kind: "trainEpoch" }), failed, { kind: "trainEpoch" });
    expect(told.notices).toHaveLength(1);
    expect(told.training.isWanted).toBe(false);
    expect(say(withWork(), failed, { kind: "embed", exampleIds: [], pixels, side: 1 }).notices).toHaveLength(
      1,
    );
    expect(
      say(withWork(), missing, { kind: "classify", pixels, side: 1, withEvidence: true, epoch: undefined })
        .notices,
    ).toEqual([]);
    expect(say(withWork(), missing, exportHead).notices).toEqual([]);
    const receive: EngineCommand = { kind: "receiveWeights", offset: 0, bytes: pixels, isLast: true };
    expect(say(withWork(), failed, receive).notices).toEqual([]);
  });
});

test("renaming and recolouring do not make the head out of date", () => {
  const state = withWork();
  const renamed = reduce(state, { type: "classRenamed", classId: 1, name: "mugs" });
  const recoloured = reduce(renamed, { type: "classRecoloured", classId: 1, colour: 5 });
  expect(recoloured.datasetRevision).toBe(state.datasetRevision);
  expect(recoloured.classes[0]).toEqual({ id: 1, name: "mugs", colour: 5 });
});

test("classes keep to the ends when they are moved beyond them", () => {
  const ids = (state: AppState) => state.classes.map(({ id }) => id);
  expect(ids(reduce(withWork(), { type: "classReordered", classId: 1, toIndex: 9 }))).toEqual([2, 1]);
  expect(ids(reduce(withWork(), { type: "classReordered", classId: 2, toIndex: -1 }))).toEqual([2, 1]);
});

test("deleting the picture in hand empties the hand", () => {
  const source = { from: "picture", name: "1", blob: new Blob(), exampleId: 1 } as const;
  let state = reduce(withWork(), { type: "trySourceChanged", source });
  state = reduce(state, { type: "picturesDeleted", exampleIds: [1] });
  expect(state.trying.source).toEqual({ from: "nothing" });
});

test("answers are spread over the classes that are left", () => {
  const classes = [
    { id: 1, name: "", colour: 0 },
    { id: 3, name: "", colour: 0 },
  ];
  const shares = answerShares(
    { classIds: [1, 2, 3], probabilities: [0.2, 0.6, 0.2], evidence: undefined },
    classes,
  );
  expect([...(shares ?? [])]).toEqual([
    [1, 0.5],
    [3, 0.5],
  ]);
  expect(answerShares({ classIds: [9], probabilities: [1], evidence: undefined }, classes)).toBeUndefined();
});

test("accuracies by class come from the confusion matrix", () => {
  expect(classAccuracies(report)).toEqual([1, 0.5]);
  expect(classAccuracies({ ...report, confusion: [0, 0, 1, 1] })).toEqual([undefined, 0.5]);
});

test("a cell lists the pictures that the matrix counted, the surest first", () => {
  const examples = new Map([1, 2, 3].map((id) => [id, example(id, 1)]));
  const predictions = [
    { exampleId: 1, predictedClassId: 2, confidence: 0.6, side: "validation" as const },
    { exampleId: 2, predictedClassId: 2, confidence: 0.9, side: "validation" as const },
    { exampleId: 3, predictedClassId: 2, confidence: 0.9, side: "training" as const },
  ];
  const found = cellPictures({ trueClassId: 1, predictedClassId: 2 }, predictions, examples, true);
  expect(found.map((entry) => entry.example.id)).toEqual([2, 1]);
});

test("what was saved is checked before it is believed", () => {
  expect(planFromSaved(undefined)).toBeUndefined();
  const kept = { firstBlock: 13, learningRate: 0.01, rateDecay: 1, fromScratch: false };
  expect(
    planFromSaved({ settings: { tuning: kept } })?.settings.tuning,
    "kept before the head had a rate of its own",
  ).toEqual({
    ...defaultTuningSettings,
    ...kept,
    // Nor was there stochastic depth.
    stochasticDepth: 0,
  });
  const chosen = { ...defaultTuningSettings, stochasticDepth: 0.35 };
  expect(planFromSaved({ settings: { tuning: chosen } })?.settings.tuning).toEqual(chosen);
  const wild = { ...chosen, stochasticDepth: "often" };
  expect(planFromSaved({ settings: { tuning: wild } })?.settings.tuning?.stochasticDepth).toBe(0);
  expect(planFromSaved({ settings: { optimiser: "magic", learningRate: "fast" } })).toEqual(
    initialState().plan,
  );
  expect(historyFromSaved({ history: [report, { epoch: 2 }, null] })).toEqual([report]);
});
