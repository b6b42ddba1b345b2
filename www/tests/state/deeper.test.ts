/** What learns at which depth and what it costs, and how the state keeps runs, what has learned, and what was chosen. */
import { expect, test } from "vitest";
import {
  defaultTuningSettings,
  type EpochReport,
  type LayerMovement,
  type SavedHead,
} from "../../src/engine/protocol";
import { drawnNetwork } from "../../src/gallery/drawn-network";
import { resnet18Layers } from "../../src/gallery/resnet18-layers";
import type { Action } from "../../src/state/actions";
import type { AppState, Example, TrainingBackup } from "../../src/state/app-state";
import { type CostInput, costOf, deepestFitting, memoryBudget } from "../../src/state/deeper/cost";
import { costInput } from "../../src/state/deeper/cost-input";
import { continuesRun, isDeep } from "../../src/state/deeper/deeper-state";
import { fittingCut, isBeforeBlocks, learningPart, namedCuts } from "../../src/state/deeper/depth";
import {
  cutFromLayer,
  DEPTHS,
  depthsOf,
  firstLayerOfCut,
  fittingTuning,
  HEAD_ONLY,
} from "../../src/state/deeper/depths";
import { movedBy, movementGrid, movementOfParts, numBlocksOf } from "../../src/state/deeper/layer-movement";
import { previewedExample } from "../../src/state/deeper/previewed-example";
import { MOST_RUNS } from "../../src/state/deeper/reduce-deeper";
import { initialState } from "../../src/state/initial-state";
import { initialNetwork } from "../../src/state/network/network-state";
import { isConvolution } from "../../src/state/neuron/convolution";
import { reduce } from "../../src/state/reduce";
import { FAKE_BACKBONE } from "../fake-network";

const LAYERS = drawnNetwork(2);
const MILLIS = 60;

const INPUT: CostInput = {
  layers: LAYERS,
  cut: 13,
  numTraining: 80,
  numValidation: 20,
  variations: 0,
  batchSize: 16,
  optimiser: "sgd",
  epochs: 10,
  millisPerPicture: MILLIS,
  gpuMillisPerPicture: undefined,
  measured: undefined,
};

const after = (state: AppState, ...actions: Action[]) => actions.reduce(reduce, state);

function report(epoch: number, layers: LayerMovement[], accuracy = 0.5): EpochReport {
  const scores = { loss: 1, accuracy, numExamples: 8 };
  const movement = { batchLoss: 1.1, gradientNorm: 1, updateNorm: 1, weightNorm: 1, layers };
  return {
    epoch,
    training: scores,
    validation: { ...scores, numExamples: 2 },
    classIds: [1, 2],
    confusion: [],
    movement,
  };
}

function moved(layer: number, distance: number): LayerMovement {
  return { layer, distance, updateNorm: distance / 2, gradientNorm: 1 };
}

function finished(one: EpochReport): Action {
  return {
    type: "engineSaid",
    event: { kind: "epochFinished", report: one },
    command: { kind: "trainBatch" },
  };
}

function head(firstLayer: number | undefined, epoch = 1): SavedHead {
  const layer = { weight: new Float32Array(2), bias: new Float32Array(1) };
  const tail = firstLayer === undefined ? undefined : { firstLayer, layers: [layer] };
  return { fingerprint: "f", classIds: [1, 2], epoch, hidden: undefined, output: layer, tail };
}

function backup(firstLayer: number | undefined, epoch = 1): TrainingBackup {
  return {
    head: head(firstLayer, epoch),
    history: [],
    sides: new Map(),
    targetEpoch: epoch,
    schedule: undefined,
  };
}

function planned(state: AppState, firstBlock: number | undefined): AppState {
  const tuning = firstBlock === undefined ? undefined : { ...defaultTuningSettings, firstBlock };
  return after(state, {
    type: "planChanged",
    plan: { ...state.plan, settings: { ...state.plan.settings, tuning } },
  });
}

const LITE0 = "efficientnet-lite0";
const RESNET18 = { network: "resnet18", from: "page" } as const;

test("a cut counts its layers and parameters, and the layer it begins with", () => {
  const numOf = (cut: number) => learningPart(LAYERS, cut).layers.length;
  expect([HEAD_ONLY, 15, 13, 1, 0].map(numOf)).toEqual([0, 4, 10, 46, 49]);
  for (const cut of [0, 1, 8, 15]) {
    const first = learningPart(LAYERS, cut).layers[0];
    expect(first && LAYERS.indexOf(first)).toBe(firstLayerOfCut(cut, DEPTHS[LITE0]));
    expect(cutFromLayer(firstLayerOfCut(cut, DEPTHS[LITE0]), DEPTHS[LITE0])).toBe(cut);
  }
  expect(cutFromLayer(firstLayerOfCut(HEAD_ONLY, DEPTHS[LITE0]), DEPTHS[LITE0])).toBe(HEAD_ONLY);
  const { numParameters, numParametersInAll } = learningPart(LAYERS, 0);
  expect(numParameters).toBe(numParametersInAll);
  expect(numParametersInAll).toBe(3_350_000);
});

test("each network gets what it can do, and settings that fit stay the very same", () => {
  const all = { ...defaultTuningSettings, stochasticDepth: 0.3, batchNormLearns: true };
  const ofLite = { ...all, batchNormLearns: false };
  const ofResnet = { ...all, stochasticDepth: 0 };
  expect(fittingTuning(all, LITE0)).toEqual(ofLite);
  expect(fittingTuning(all, "resnet18")).toEqual(ofResnet);
  expect(fittingTuning(ofLite, LITE0)).toBe(ofLite);
  expect(fittingTuning(ofResnet, "resnet18")).toBe(ofResnet);
});

test("a network that turns out to be another one gets settings that fit", () => {
  const state = planned(initialState(), 5);
  const ready = (network: "efficientnet-lite0" | "resnet18") =>
    after(state, {
      type: "engineSaid",
      event: {
        kind: "backboneReady",
        backbone: { ...FAKE_BACKBONE, network, numBlocks: DEPTHS[network].numBlocks },
      },
      command: { kind: "drawNetwork", network, seed: 1 },
    }).plan.settings.tuning;
  expect(ready(LITE0)).toBe(state.plan.settings.tuning);
  expect(ready("resnet18")).toEqual({ ...defaultTuningSettings, firstBlock: 5, stochasticDepth: 0 });
});

test("deeper costs more time, and what is shown once costs less", () => {
  const costs = [15, 13, 8, 0].map((cut) => costOf({ ...INPUT, cut }));
  for (const [index, cost] of costs.slice(1).entries()) {
    const before = costs[index];
    expect(cost.epochMillis).toBeGreaterThan(before?.epochMillis ?? Number.POSITIVE_INFINITY);
    expect(cost.preparingMillis).toBeLessThan(before?.preparingMillis ?? 0);
    expect(cost.bytes.batch).toBeGreaterThan(before?.bytes.batch ?? Number.POSITIVE_INFINITY);
  }
  // Everything: three passes for each training picture, one for looking at each again.
  expect(costs.at(-1)?.epochMillis).toBeCloseTo(MILLIS * (3 * 80 + 100));
  expect(costs.at(-1)?.preparingMillis).toBeCloseTo(0);
  expect(costOf({ ...INPUT, millisPerPicture: undefined }).epochMillis).toBeUndefined();
  // What the blocks read comes from the GPU where that looks at pictures; varying them stays with the CPU.
  const [onCpu, onGpu] = [undefined, MILLIS / 10].map((gpuMillisPerPicture) => ({
    ...INPUT,
    gpuMillisPerPicture,
  }));
  const preparing = (input: CostInput | undefined) => input && costOf(input).preparingMillis;
  expect(preparing(onGpu)).toBeCloseTo((preparing(onCpu) ?? 0) / 10);
  const varied = onGpu && costOf({ ...onGpu, variations: 8 }).preparingMillis;
  expect(varied).toBeGreaterThan(0.5 * 8 * 80 * MILLIS);
});

test("what the first learning block reads is counted as the engine keeps it", () => {
  // Block 14 reads 7 × 7 places of 192 channels, as numbers of four bytes.
  expect(costOf({ ...INPUT, cut: 14 }).bytes.maps).toBe(100 * 7 * 7 * 192 * 4);
  expect(costOf({ ...INPUT, cut: 14, variations: 3 }).bytes.maps).toBe((80 * 4 + 20) * 7 * 7 * 192 * 4);
  // The picture itself, with its frame.
  expect(costOf({ ...INPUT, cut: 0 }).bytes.maps).toBe(100 * 225 * 225 * 3 * 4);
  const much = costOf({ ...INPUT, cut: 2, numTraining: 2000 });
  expect(much.keptShare).toBeLessThan(0.5);
  expect(much.bytes.maps).toBeLessThanOrEqual(2 ** 28);
  const kept = costOf({ ...INPUT, cut: 14, numTraining: 2000 });
  expect(kept.keptShare).toBe(1);
});

test("the numbers by which ResNet-18 is cut are those of its layers", () => {
  const layers = resnet18Layers(3);
  const { numBlocks, hasLast, recommended } = depthsOf({ ...initialNetwork, choice: RESNET18 });
  expect(numBlocks).toBe(numBlocksOf(layers));
  expect(
    layers.some((info) => info.block === undefined && isConvolution(info) && !isBeforeBlocks(info)),
  ).toBe(hasLast);
  for (const cut of [...namedCuts("resnet18").slice(1), recommended]) {
    const first = learningPart(layers, cut).layers[0];
    expect(first && layers.indexOf(first)).toBe(firstLayerOfCut(cut, DEPTHS.resnet18));
    expect(cutFromLayer(firstLayerOfCut(cut, DEPTHS.resnet18), DEPTHS.resnet18)).toBe(cut);
  }
  expect(learningPart(layers, 0).numParametersInAll).toBe(11_171_712);
  expect(learningPart(layers, HEAD_ONLY).layers).toEqual([]);
});

test("a cut finds its like in another network", () => {
  const there = (cut: number) => fittingCut(cut, LITE0, "resnet18");
  expect([0, 13, 15, 9, 1].map(there)).toEqual([0, 7, 7, 5, 1]);
  // What is recommended for one is what is recommended for the other.
  expect([fittingCut(6, "resnet18", LITE0), there(8)]).toEqual([8, 6]);
});

test("a measured epoch replaces the estimate, and teaches the estimates of other depths", () => {
  const measured = {
    firstLayer: firstLayerOfCut(13, DEPTHS[LITE0]),
    millis: 9000,
    numTraining: 80,
    numValidation: 20,
  };
  const own = costOf({ ...INPUT, measured });
  expect(own).toMatchObject({ isMeasured: true });
  expect(own.epochMillis).toBeCloseTo(9000);
  const estimate = (cut: number) => costOf({ ...INPUT, cut }).epochMillis ?? 0;
  const other = costOf({ ...INPUT, cut: 8, measured });
  expect(other.isMeasured).toBe(false);
  expect(other.epochMillis).toBeCloseTo((9000 * estimate(8)) / estimate(13));
  expect(costOf({ ...INPUT, numTraining: 160, numValidation: 40, measured }).epochMillis).toBeCloseTo(18_000);
});

test("what is too large is told with the deepest cut that fits", () => {
  const large = { ...INPUT, cut: 0, batchSize: 64 };
  const budget = memoryBudget(8);
  expect(budget).toBe(1e9);
  expect(memoryBudget(2)).toBe(5e8);
  expect(costOf(large).bytes.total).toBeGreaterThan(budget);
  const fitting = deepestFitting(large, budget);
  expect(costOf({ ...large, cut: fitting }).bytes.total).toBeLessThanOrEqual(budget);
  expect(costOf({ ...large, cut: fitting - 1 }).bytes.total).toBeGreaterThan(budget);
  expect(deepestFitting(INPUT, budget)).toBe(INPUT.cut);
  expect(deepestFitting(INPUT, 1000)).toBe(HEAD_ONLY);
});

test("costs are about the pictures as they are split, and about the CPU", () => {
  const sides = ["training", "training", "validation", undefined, undefined] as const;
  const examples = sides.map((side, id): Example => {
    const blob = new Blob();
    return { id, classId: 1, name: "", blob, groupKey: "", addedAtMillis: 0, side, isEmbedded: true };
  });
  const state = after(
    planned(initialState(), 13),
    { type: "picturesAdded", examples },
    { type: "embeddingTimed", millisPerPicture: 50 },
  );
  expect(costInput(state, LAYERS, 13)).toMatchObject({
    numTraining: 4,
    numValidation: 1,
    millisPerPicture: 50,
  });
  const why = { because: "measured", cpuMillis: 80, gpuMillis: 5 } as const;
  const onGpu = after(state, { type: "deviceChosen", choice: { device: "gpu", why } });
  expect(costInput(onGpu, LAYERS, 13)).toMatchObject({ millisPerPicture: 80, gpuMillisPerPicture: 5 });
});

test("what has learned is known from reports, batches and heads that come and go", () => {
  const deep = planned(initialState(), 14);
  expect(isDeep(deep)).toBe(true);
  expect(deep.deeper.learnedFromLayer).toBeUndefined();
  const batch = { kind: "batchFinished", epoch: 0, batch: 1, numBatches: 3, loss: 1 } as const;
  const begun = after(deep, { type: "engineSaid", event: batch, command: { kind: "trainBatch" } });
  expect(begun.deeper.learnedFromLayer).toBe(42);
  const deeper = after(begun, finished(report(1, [moved(33, 1)])), finished(report(2, [moved(42, 1)])));
  expect(deeper.deeper.learnedFromLayer).toBe(33);
  // Only the head goes on, and what has learned stays learned.
  const resting = after(planned(deeper, undefined), finished(report(3, [])));
  expect(resting.deeper.learnedFromLayer).toBe(33);
  expect(isDeep(resting)).toBe(true);
  expect(resting.deeper.networkRevision).toBe(2);
  const surveyed = { ...resting, neuron: { ...resting.neuron, surveyed: new Map([[3, new Set([1])]]) } };
  const back = after(surveyed, { type: "trainingBroughtBack", backup: backup(undefined) });
  expect([back.deeper.networkRevision, back.neuron.surveyed.size]).toEqual([3, 0]);
  expect([back.deeper.learnedFromLayer, isDeep(back)]).toEqual([undefined, false]);
  const again = after(back, { type: "headLoaded", head: head(45) });
  expect(again.deeper.learnedFromLayer).toBe(45);
  expect(after(again, { type: "trainingReset", backup: undefined }).deeper.learnedFromLayer).toBeUndefined();
});

test("runs follow their epochs, and only the last few keep a way back", () => {
  const run = (before: TrainingBackup | undefined): Action => ({
    type: "deeper",
    action: { type: "runBegun", beganAtMillis: 1, before },
  });
  const state = after(
    initialState(),
    run(undefined),
    finished(report(1, [], 0.6)),
    finished(report(2, [], 0.8)),
  );
  const [first] = state.deeper.runs;
  expect(first).toMatchObject({ fromEpoch: 0, toEpoch: 2, accuracy: 0.8, isHeldBack: true, isOver: false });
  const settings = state.plan.settings;
  expect(first && continuesRun(first, settings, 2)).toBe(true);
  expect(first && continuesRun(first, { ...settings }, 2)).toBe(false);
  expect(first && continuesRun(first, settings, 1)).toBe(false);
  const failed = { kind: "failed", error: { code: "trainingDiverged", epoch: 2 } } as const;
  const ran = after(state, { type: "engineSaid", event: failed, command: { kind: "trainBatch" } });
  expect(ran.deeper.runs[0]).toMatchObject({ hasDiverged: true, isOver: true });
  expect(ran.training).toMatchObject({ isWanted: false, batch: undefined });
  const many = Array.from({ length: 8 }, () => run(backup(42))).reduce(reduce, ran);
  expect(many.deeper.runs.map(({ id }) => id)).toEqual([5, 6, 7, 8, 9]);
  expect(many.deeper.runs).toHaveLength(MOST_RUNS);
  expect(after(many, { type: "everythingCleared" }).deeper.runs).toEqual([]);
});

test("undo keeps at most two networks that have learned, and everything else", () => {
  const left = (firstLayer: number | undefined): Action => ({
    type: "trainingLeft",
    backup: backup(firstLayer, 3),
    step: { did: "wentBack", epoch: 1 },
  });
  const state = after(initialState(), left(42), left(undefined), left(42), left(42));
  expect(state.undoStack.map(({ training }) => training?.head.tail?.firstLayer)).toEqual([undefined, 42, 42]);
});

test("undo keeps twenty steps, whichever part of the page added them", () => {
  const plan = { ...initialState().plan, epochs: 7 };
  const stepped: Action = { type: "planChanged", plan, step: { did: "tookRecommended" } };
  const full = after(initialState(), ...Array.from({ length: 21 }, () => stepped));
  expect(full.undoStack.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
  const entry = {
    id: 22,
    step: { did: "tookRecipe" },
    classes: [],
    examples: [],
    training: undefined,
  } as const;
  const over = after(full, { type: "networkChanged", change: { undoStack: [...full.undoStack, entry] } });
  expect(over.undoStack.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, index) => index + 3));
});

test("rates and variations are remembered for whoever comes back to a depth", () => {
  const augmentation = { variations: 3, flip: true, shift: 0, zoom: 0, turnDegrees: 0, colour: 0, erase: 0 };
  const state = planned(initialState(), 13);
  const tuning = { ...defaultTuningSettings, learningRate: 0.005, augmentation };
  const set = after(state, {
    type: "planChanged",
    plan: { ...state.plan, settings: { ...state.plan.settings, tuning } },
  });
  const without = planned(set, undefined);
  expect(without.deeper).toMatchObject({ lastTuning: tuning, lastAugmentation: augmentation });
  const first = after(without, { type: "deeper", action: { type: "headFirst", tuning } });
  expect(isDeep({ ...first, deeper: { ...first.deeper, learnedFromLayer: undefined } })).toBe(true);
  expect(planned(first, 8).deeper.headFirst, "whoever chooses anew wants that").toBeUndefined();
});

test("another depth makes the time of an epoch unknown, another rate does not", () => {
  const timed = after(planned(initialState(), 8), { type: "epochTimed", millis: 4000, learnedRevision: 1 });
  expect(timed.training.millisPerEpoch).toBe(4000);
  const { settings } = timed.plan;
  const tuning = { ...defaultTuningSettings, learningRate: 0.1 };
  const slower = after(timed, {
    type: "planChanged",
    plan: { ...timed.plan, settings: { ...settings, tuning } },
  });
  expect(slower.training.millisPerEpoch).toBe(4000);
  expect(planned(timed, 13).training.millisPerEpoch).toBeUndefined();
});

test("movement is that of the shown epoch, by layer and by part of the network", () => {
  const history = [
    report(1, []),
    report(2, [moved(36, 3), moved(37, 4), moved(48, 1)]),
    report(3, [moved(48, 2)]),
    report(4, []),
  ];
  expect(movedBy(history, 1)).toBeUndefined();
  const second = movedBy(history, 2);
  expect(second).toMatchObject({ epoch: 2, isOfEpoch: true });
  expect(movementOfParts(second, LAYERS, "distance")[13]).toBe(5);
  const now = movedBy(history, undefined);
  expect(now).toMatchObject({ epoch: 3, isOfEpoch: false });
  expect(now?.layers.get(36)).toMatchObject({ distance: 3, updateNorm: 0 });
  expect(movementOfParts(now, LAYERS, "distance")[17]).toBe(2);
  const grid = movementGrid(history, "distance");
  expect(grid).toMatchObject({ layers: [36, 37, 48], epochs: [1, 2, 3, 4], largest: 4 });
  expect(grid.values[2]).toEqual([undefined, 1, 2, undefined]);
});

test("the preview shows a selected picture, the one in hand, or the first", () => {
  const example = (id: number): Example => ({
    id,
    classId: 1,
    name: String(id),
    blob: new Blob(),
    groupKey: "",
    addedAtMillis: 0,
    side: undefined,
    isEmbedded: true,
  });
  const examples = new Map([1, 2, 3].map((id) => [id, example(id)]));
  const nothing = { exampleIds: new Set<number>(), isGathering: false };
  const inHand = { from: "picture", name: "", blob: new Blob(), exampleId: 3 } as const;
  const idOf = (...given: Parameters<typeof previewedExample>) => previewedExample(...given)?.id;
  expect(idOf(examples, nothing, { from: "nothing" })).toBe(1);
  expect(idOf(examples, nothing, inHand)).toBe(3);
  expect(idOf(examples, { ...nothing, exampleIds: new Set([2, 3]) }, inHand)).toBe(2);
  expect(idOf(new Map(), nothing, inHand)).toBeUndefined();
});
