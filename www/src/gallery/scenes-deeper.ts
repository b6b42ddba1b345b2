/** Scenes of letting more than the head learn: every depth, every phase of a run, and what may go wrong. */
import type { Augmentation, EpochReport, LayerMovement, SavedHead, TuningSettings } from "../engine/protocol";
import { defaultAugmentation, defaultTuningSettings } from "../engine/protocol";
import type { AppState, TrainingBackup } from "../state/app-state";
import type { DeeperAction } from "../state/deeper/deeper-state";
import { DEPTHS, firstLayerOfCut } from "../state/deeper/depths";
import { recommendedPlan } from "../state/deeper/recommended";
import { type InsidePlace, placeKey, seenLevel } from "../state/inside/inside-state";
import { wishedLayers } from "../state/inside/wished-layers";
import { reduce } from "../state/reduce";
import { type DrawnLesson, drawnLesson, drawnReplay, drawnWeights, said } from "./drawn-lesson";
import { drawnNetwork, drawnSeen } from "./drawn-network";
import type { Scene } from "./scene";

const upTo = (last: number) => Array.from({ length: last + 1 }, (_, epoch) => epoch);
const lesson = (last: number, numClasses = 3): DrawnLesson => ({
  numClasses,
  picturesAClass: 24,
  epochs: upTo(last),
});

/** The head learns for so many epochs before blocks do. */
const HEAD_EPOCHS = 12;
const LAST_LAYER = 48;
const MIDDLE_OF_DAY = Date.UTC(2026, 3, 9, 12, 4);

export const deeperScenes: readonly Scene[] = [
  { name: "deeper-closed", state: () => own(deep(13, 8), { type: "opened", isOpen: false }) },
  { name: "deeper-head-only", state: () => opened(headTrained()) },
  { name: "deeper-last-block", state: () => opened(cutAt(headTrained(), 15)) },
  { name: "deeper-last-3", state: () => opened(cutAt(headTrained(), 13)) },
  { name: "deeper-last-4", state: () => opened(cutAt(headTrained(), 12)) },
  { name: "deeper-last-5", state: () => opened(cutAt(headTrained(), 11)) },
  { name: "deeper-last-8", state: () => opened(cutAt(headTrained(), 8)) },
  { name: "deeper-recommended", state: () => opened(recommended()) },
  { name: "deeper-everything", state: () => opened(cutAt(headTrained(), 0)) },
  { name: "deeper-too-large", state: () => opened(withBatch(cutAt(headTrained(), 0), 64)) },
  { name: "deeper-not-all-kept", state: () => opened(varied(cutAt(headTrained(24), 6), { variations: 12 })) },
  { name: "deeper-head-first", state: () => opened(cutAt(untrained(), 13)) },
  { name: "deeper-head-is-first", state: headIsFirst },
  { name: "deeper-waiting", state: () => own(cutAt(drawnLesson(lesson(4)), 13), OPENED) },
  { name: "deeper-preparing", state: preparing },
  { name: "deeper-learning", state: learning },
  { name: "deeper-looking-again", state: lookingAgain },
  { name: "deeper-measured", state: () => opened(deep(13, 8)) },
  { name: "deeper-augmentation", state: () => previewed(varied(cutAt(headTrained(), 13), {})) },
  { name: "deeper-from-scratch", state: () => previewed(varied(cutAt(deep(13, 8), 13, SCRATCH), {})) },
  { name: "deeper-augmentation-waiting", state: () => opened(varied(cutAt(headTrained(), 13), {})) },
  { name: "deeper-augmentation-many", state: manyVariations },
  { name: "deeper-runs", state: () => deep(8, 6) },
  { name: "deeper-diverged", state: diverged },
  { name: "deeper-gpu", state: onGpu },
  { name: "deeper-gpu-faster", state: fasterOnGpu },
  { name: "deeper-map", state: () => inside({ at: "map" }) },
  { name: "deeper-map-before", state: () => seen(at(cutAt(inHand(headTrained()), 11), { at: "map" })) },
  { name: "deeper-block", state: () => inside({ at: "block", block: 14 }) },
  { name: "deeper-layer", state: () => inside({ at: "layer", layer: 44 }) },
  { name: "deeper-learned", state: () => learned(undefined) },
  { name: "deeper-learned-back", state: () => learned(HEAD_EPOCHS + 3) },
  { name: "deeper-likeness", state: likeness },
];

const SCRATCH = { fromScratch: true, learningRate: 0.05, stochasticDepth: 0.1 };

const OPENED: DeeperAction = { type: "opened", isOpen: true };

function opened(state: AppState): AppState {
  return own(state, OPENED);
}

function recommended(): AppState {
  const state = headTrained();
  return reduce(state, {
    type: "planChanged",
    plan: recommendedPlan(state),
    step: { did: "tookRecommended" },
  });
}

function untrained(): AppState {
  return paused(withLayers(drawnLesson(lesson(0))));
}

function headTrained(picturesTimes = 1): AppState {
  const state = drawnLesson({ ...lesson(HEAD_EPOCHS), picturesAClass: 24 * picturesTimes });
  return paused(withLayers(timed(begun(state, 0), 60)));
}

/** The head was trained, and then the blocks from this one on. */
function deep(cut: number, epochs: number, tuning: Partial<TuningSettings> = {}): AppState {
  const before = own(headTrained(), { type: "runEnded" });
  const wanted = begun(cutAt(before, cut, tuning), HEAD_EPOCHS);
  const target = HEAD_EPOCHS + 20;
  const started = reduce(wanted, { type: "trainingWanted", targetEpoch: target });
  const trained = reportsOf(cut, epochs).reduce(
    (state, report) => timed(said(state, { kind: "epochFinished", report }, { kind: "trainBatch" }), 4300),
    started,
  );
  return paused(trained);
}

function reportsOf(cut: number, epochs: number): EpochReport[] {
  const { history } = drawnLesson(lesson(HEAD_EPOCHS + epochs)).training;
  return history.slice(HEAD_EPOCHS).map((report, index) => {
    const movement = report.movement ?? {
      batchLoss: 0,
      gradientNorm: 0,
      updateNorm: 0,
      weightNorm: 0,
      layers: [],
    };
    return { ...report, movement: { ...movement, layers: movementOf(cut, index) } };
  });
}

/** Later layers move further, projections further than depthwise ones, and all less from epoch to epoch. */
function movementOf(cut: number, epoch: number): LayerMovement[] {
  const first = firstLayerOfCut(cut, DEPTHS["efficientnet-lite0"]);
  return Array.from({ length: LAST_LAYER + 1 - first }, (_, index) => {
    const layer = first + index;
    const kind = layer % 3 === 1 ? 0.25 : 1;
    const late = ((layer + 4) / (LAST_LAYER + 4)) ** 2;
    const step = (at: number) =>
      0.08 * kind * late * Math.exp(-at / 6) * (1 + 0.2 * Math.sin(layer * 7 + at));
    const distance = Array.from({ length: epoch + 1 }, (_, at) => step(at)).reduce((sum, one) => sum + one);
    return { layer, gradientNorm: step(epoch) * 9, updateNorm: step(epoch), distance: distance * 0.9 };
  });
}

function cutAt(state: AppState, firstBlock: number, change: Partial<TuningSettings> = {}): AppState {
  return planned(state, { ...defaultTuningSettings, ...change, firstBlock });
}

function planned(state: AppState, tuning: TuningSettings | undefined): AppState {
  const { plan } = state;
  return reduce(state, { type: "planChanged", plan: { ...plan, settings: { ...plan.settings, tuning } } });
}

function varied(state: AppState, change: Partial<Augmentation>): AppState {
  const { tuning } = state.plan.settings;
  return tuning ? planned(state, { ...tuning, augmentation: { ...defaultAugmentation, ...change } }) : state;
}

function withBatch(state: AppState, batchSize: number): AppState {
  const { plan } = state;
  return reduce(state, { type: "planChanged", plan: { ...plan, settings: { ...plan.settings, batchSize } } });
}

function manyVariations(): AppState {
  const wild = { variations: 8, shift: 0.3, zoom: 0.5, turnDegrees: 45, colour: 0.5, erase: 0.3 };
  return previewed(varied(cutAt(headTrained(), 11), wild));
}

/** Shifted, mirrored and shaded by formulas. */
function previewed(state: AppState): AppState {
  const { augmentation } = state.plan.settings.tuning ?? defaultTuningSettings;
  const [exampleId = 0] = state.examples.keys();
  if (!augmentation) return state;
  const side = 96;
  const pixels = new Uint8Array(augmentation.variations * side * side * 4);
  for (let index = 0; index < pixels.length / 4; index += 1) {
    const variation = Math.floor(index / (side * side));
    const [x, y] = [index % side, Math.floor(index / side) % side];
    const turn = Math.sin(variation * 5 + 1);
    const [right, down] = [48 + 22 * augmentation.shift * 6 * turn, 48 - 8 * Math.cos(variation * 3)];
    const isInside = Math.hypot(x - right, y - down) < 28 + 8 * turn;
    const light = 0.75 + augmentation.colour * Math.sin(variation * 2);
    const [red, green, blue] = isInside ? [59, 130, 175] : [214, 210, 200];
    const shaded = [red, green, blue].map((value) => Math.min(255, Math.max(0, value * light)));
    pixels.set([...shaded, 255], index * 4);
  }
  const preview = { exampleId, side, pixels, augmentation };
  return opened(own(state, { type: "previewed", preview }));
}

function headIsFirst(): AppState {
  const { tuning } = cutAt(untrained(), 13).plan.settings;
  const first = own(planned(opened(untrained()), undefined), { type: "headFirst", tuning });
  return reduce(reduce(first, { type: "trainingWanted", targetEpoch: 50 }), {
    type: "trainingBusy",
    isBusy: true,
  });
}

function running(state: AppState): AppState {
  const wanted = reduce(state, { type: "trainingWanted", targetEpoch: HEAD_EPOCHS + 20 });
  return opened(reduce(wanted, { type: "trainingBusy", isBusy: true }));
}

function preparing(): AppState {
  const state = running(begun(cutAt(headTrained(), 13), HEAD_EPOCHS));
  return reduce(state, { type: "picturesPrepared", preparing: { done: 24, total: 72, leftMillis: 8200 } });
}

function learning(): AppState {
  return said(
    running(deep(13, 3)),
    { kind: "batchFinished", epoch: HEAD_EPOCHS + 3, batch: 2, numBatches: 4, loss: 0.184 },
    { kind: "trainBatch" },
  );
}

function lookingAgain(): AppState {
  return said(
    learning(),
    { kind: "picturesLookedAt", epoch: HEAD_EPOCHS + 3, numDone: 48, numExamples: 72 },
    { kind: "trainBatch" },
  );
}

function diverged(): AppState {
  return said(
    running(deep(8, 3, { learningRate: 0.5 })),
    { kind: "failed", error: { code: "trainingDiverged", epoch: HEAD_EPOCHS + 3 } },
    { kind: "trainBatch" },
  );
}

function onGpu(): AppState {
  const why = { because: "measured", cpuMillis: 60, gpuMillis: 9 } as const;
  return opened(reduce(deep(13, 4), { type: "deviceChosen", choice: { device: "gpu", why } }));
}

function fasterOnGpu(): AppState {
  const why = { because: "measured", cpuMillis: 640, gpuMillis: 85 } as const;
  return own(onGpu(), { type: "tuningDeviceChosen", choice: { device: "gpu", why } });
}

function inside(place: InsidePlace): AppState {
  return seen(at(inHand(deep(11, 8)), place));
}

function at(state: AppState, place: InsidePlace): AppState {
  return reduce(state, { type: "inside", action: { type: "wentTo", place } });
}

function inHand(state: AppState): AppState {
  const [example] = state.examples.values();
  if (!example) return state;
  const source = { from: "picture", name: example.name, blob: example.blob, exampleId: example.id } as const;
  return reduce(state, { type: "trySourceChanged", source });
}

function seen(state: AppState): AppState {
  const { place, layers = [] } = state.inside;
  const level = seenLevel(place);
  const wished = wishedLayers(place, layers);
  if (level === undefined || !wished) return state;
  const found = wished.map((choice) => drawnSeen(layers, choice));
  const { source } = state.trying;
  const answer = { place: placeKey(place), source, layers: found };
  return reduce(state, { type: "inside", action: { type: "seen", level, seen: answer } });
}

function learned(shownEpoch: number | undefined): AppState {
  const epochs = HEAD_EPOCHS + 8;
  const drawn = lesson(epochs);
  const state = reduce(deep(11, 8), { type: "learning", action: { type: "opened", isOpen: true } });
  const replayed = said(
    state,
    { kind: "learningReplayed", replay: drawnReplay(drawn, "logits") },
    { kind: "replayLearning", projection: "logits" },
  );
  const action = { type: "epochsChosen", shownEpoch, comparedEpoch: undefined } as const;
  const head = drawnWeights(drawn, shownEpoch ?? epochs);
  return said(
    reduce(replayed, { type: "learning", action }),
    { kind: "headWeightsSeen", head },
    { kind: "seeHeadWeights", epoch: shownEpoch },
  );
}

function likeness(): AppState {
  return reduce(learned(undefined), {
    type: "learning",
    action: { type: "arranged", arrangement: "neighbours" },
  });
}

function withLayers(state: AppState): AppState {
  const event = { kind: "networkDescribed", layers: drawnNetwork(3) } as const;
  const told = said(state, event, { kind: "describeNetwork" });
  return reduce(told, { type: "embeddingTimed", millisPerPicture: 61 });
}

/** A run that began after so many epochs, and has come to where the state is. */
function begun(state: AppState, epoch: number): AppState {
  const beganAtMillis = MIDDLE_OF_DAY + epoch * 60_000;
  const before = epoch === 0 ? undefined : backupOf(state);
  const atBegin = { ...state, training: { ...state.training, epoch } };
  const run = own(atBegin, { type: "runBegun", beganAtMillis, before });
  const report = state.training.history.at(-1);
  const told = { ...run, training: state.training };
  if (epoch > 0 || !report) return told;
  const { training } = told;
  const ended = said(told, { kind: "epochFinished", report }, { kind: "trainEpoch" });
  return { ...ended, training };
}

function backupOf(state: AppState): TrainingBackup {
  const layer = { weight: new Float32Array(1280 * 3), bias: new Float32Array(3) };
  const { epoch, history } = state.training;
  const head: SavedHead = {
    fingerprint: "drawn",
    classIds: [1, 2, 3],
    epoch,
    hidden: undefined,
    output: layer,
    tail: undefined,
  };
  return { head, history, sides: new Map(), targetEpoch: epoch, schedule: undefined };
}

function timed(state: AppState, millis: number): AppState {
  return reduce(state, { type: "epochTimed", millis, learnedRevision: state.datasetRevision });
}

function paused(state: AppState): AppState {
  return reduce(reduce(state, { type: "trainingPaused" }), { type: "trainingBusy", isBusy: false });
}

function own(state: AppState, action: DeeperAction): AppState {
  return reduce(state, { type: "deeper", action });
}
