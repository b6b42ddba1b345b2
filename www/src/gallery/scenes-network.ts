/** Scenes of the choice of the network, and of ResNet-18 in the place of the one that a visit begins with. */
import type { NetworkChoice } from "../engine/network-choice";
import {
  type BackboneInfo,
  defaultTuningSettings,
  type EngineCommand,
  type EngineEvent,
  type Movement,
} from "../engine/protocol";
import type { AppState } from "../state/app-state";
import { fittingTuning } from "../state/deeper/depths";
import { initialState } from "../state/initial-state";
import type { InsidePlace } from "../state/inside/inside-state";
import type { NetworkState } from "../state/network/network-state";
import { withOtherNetwork } from "../state/network/other-network";
import { recipePlan } from "../state/network/recipe";
import { reduce } from "../state/reduce";
import { resnet18Layers } from "./resnet18-layers";
import type { Scene } from "./scene";
import { withValues } from "./scenes-explain";
import { answered, inHand, seen, trained } from "./scenes-inside";

const NO_MOVEMENT: Movement = { batchLoss: 0, gradientNorm: 0, updateNorm: 0, weightNorm: 0, layers: [] };
const RESNET18: NetworkChoice = { network: "resnet18", from: "page" };
const SCRATCH: NetworkChoice = { network: "resnet18", from: "drawn", seed: 1 };
const FILE: NetworkChoice = { network: "resnet18", from: "file", file: undefined };

const BACKBONE: BackboneInfo = {
  network: "resnet18",
  isPretrained: true,
  fingerprint: "drawn resnet18",
  featureLength: 512,
  numParameters: 11_171_712,
  numBlocks: 8,
  inputSide: 224,
  pixelMean: [123.675, 116.28, 103.53],
  pixelDeviation: [58.395, 57.12, 57.375],
};

/** Of `layer2.0`, whose downsample goes around it, and of `layer1.1`, past which nothing but its input goes. */
const WITH_SHORTCUT = 2;
const WITHOUT_SHORTCUT = 1;

export const networkScenes: readonly Scene[] = [
  { name: "network-choice", state: () => opened(timed(trained())) },
  { name: "network-arriving", state: () => coming(RESNET18, 3_100_000) },
  { name: "network-exchanging", state: exchanging },
  { name: "network-file-damaged", state: fileDamaged },
  { name: "network-from-file", state: () => opened(timed(other(FILE))) },
  { name: "network-from-scratch", state: () => opened(timed(other(SCRATCH))) },
  { name: "network-changed", state: () => other(RESNET18, "added") },
  { name: "network-failed", state: failed },
  { name: "network-recipe", state: () => opened(timed(recipe(SCRATCH))) },
  { name: "network-recipe-trained", state: recipeTrained },
  { name: "network-recipe-deeper", state: recipeDeeper },
  { name: "resnet-map", state: () => seen(at({ at: "map" })) },
  { name: "resnet-block", state: () => seen(at({ at: "block", block: WITH_SHORTCUT })) },
  { name: "resnet-block-plain", state: () => seen(at({ at: "block", block: WITHOUT_SHORTCUT })) },
  { name: "resnet-max-pooling", state: () => seen(at({ at: "layer", layer: layerOf("maxpool") })) },
  { name: "resnet-layer", state: () => seen(at({ at: "layer", layer: layerOf("layer2.0.conv2") })) },
  { name: "resnet-channel", state: () => channel("layer2.0.conv2", 17) },
  { name: "resnet-channel-pooled", state: () => channel("maxpool", 5) },
  { name: "resnet-value", state: () => valueAt("layer2.0.conv2", 17, 12, 20) },
  { name: "resnet-value-plain", state: () => valueAt("layer1.1.conv2", 3, 0, 9) },
  { name: "resnet-value-first", state: () => valueAt("conv1", 3, 0, 61) },
  { name: "resnet-value-pooled", state: () => valueAt("maxpool", 5, 0, 20) },
  { name: "resnet-value-shortcut", state: () => valueAt("layer2.0.downsample.0", 5, 9, 20) },
  { name: "resnet-deeper", state: () => deeper(RESNET18, 6) },
  { name: "resnet-deeper-map", state: () => seen(planned(at({ at: "map" }), 6)) },
  { name: "resnet-deeper-scratch", state: () => deeper(SCRATCH, 0) },
];

/** Another network in the place of the one that the lesson was recorded with, looked through by all pictures. */
function other(choice: NetworkChoice, undo: "added" | "none" = "none"): AppState {
  const isPretrained = choice.from !== "drawn";
  const backbone = { ...BACKBONE, isPretrained };
  const before = trained();
  const change = withOtherNetwork(before, { choice, backbone, undo }, initialState);
  const changed = reduce(before, { type: "networkChanged", change });
  const exampleIds = [...changed.examples.keys()];
  const looked = said(
    changed,
    { kind: "featuresRestored", numExamples: exampleIds.length },
    { kind: "restoreFeatures", exampleIds, features: new Float32Array(0) },
  );
  return reduce(looked, {
    type: "deviceChosen",
    choice: {
      device: "cpu",
      why: { because: "refused", refusal: { reason: "noShaders", network: "resnet18" } },
    },
  });
}

/** Settings, network and side of the classic recipe. */
function recipe(choice: NetworkChoice): AppState {
  const before = trained();
  const backbone = { ...BACKBONE, isPretrained: choice.from !== "drawn" };
  const step = { did: "tookRecipe" } as const;
  const how = { choice, backbone, undo: "added", plan: recipePlan(before.plan), step } as const;
  const changed = reduce(before, {
    type: "networkChanged",
    change: withOtherNetwork(before, how, initialState),
  });
  const exampleIds = [...changed.examples.keys()];
  return said(
    changed,
    { kind: "featuresRestored", numExamples: exampleIds.length },
    { kind: "restoreFeatures", exampleIds, features: new Float32Array(0) },
  );
}

/** With the losses of the lesson. */
function recipeTrained(): AppState {
  const recorded = trained().training.history;
  // The recording is older than this number: what one epoch left is about what the next one's batches find.
  const lesson = recorded.slice(-10).map((report, index) => ({
    ...report,
    movement: { ...NO_MOVEMENT, batchLoss: recorded.slice(-11)[index]?.training.loss ?? Math.log(3) },
  }));
  const state = lesson.reduce(
    (before, report, index) =>
      said(
        before,
        { kind: "epochFinished", report: { ...report, epoch: index + 1 } },
        { kind: "trainEpoch" },
      ),
    recipe(SCRATCH),
  );
  const target = { ...state.training, targetEpoch: lesson.length };
  return opened(timed({ ...state, training: target }));
}

function recipeDeeper(): AppState {
  const layers = resnet18Layers(3);
  const described = said(recipe(SCRATCH), { kind: "networkDescribed", layers }, { kind: "describeNetwork" });
  const opening = { type: "opened", isOpen: true } as const;
  return reduce(reduce(timed(described), { type: "deeper", action: opening }), {
    type: "stepChanged",
    step: "train",
  });
}

function timed(state: AppState): AppState {
  return reduce(state, { type: "embeddingTimed", millisPerPicture: 62 });
}

function opened(state: AppState): AppState {
  const train = reduce(reduce(state, { type: "stepChanged", step: "train" }), {
    type: "advancedOpened",
    isOpen: true,
  });
  return own(train, { isOpen: true });
}

function coming(to: NetworkChoice, receivedBytes: number): AppState {
  const change = { to, at: "arriving", receivedBytes, totalBytes: 8_010_000 } as const;
  return own(opened(timed(trained())), { change });
}

function exchanging(): AppState {
  const change = { to: SCRATCH, at: "exchanging" } as const;
  const state = own(opened(timed(trained())), { change });
  return reduce(state, { type: "enginePhaseChanged", phase: { at: "restoring" } });
}

function fileDamaged(): AppState {
  const error = { code: "weightsCorrupt", place: "layer3.0.conv1.weight" } as const;
  const failure = { to: FILE, problem: { kind: "engine", error } } as const;
  return own(opened(timed(trained())), { failure });
}

/** Its file could not be fetched at the beginning of a visit: there is a way out. */
function failed(): AppState {
  const problem = { kind: "downloadFailed", reason: "missing", status: 404 } as const;
  return reduce(other(RESNET18), { type: "enginePhaseChanged", phase: { at: "failed", problem } });
}

function at(place: InsidePlace): AppState {
  const layers = resnet18Layers(3);
  const described = said(other(RESNET18), { kind: "networkDescribed", layers }, { kind: "describeNetwork" });
  const gone = reduce(described, { type: "inside", action: { type: "wentTo", place } });
  return reduce(answered(inHand(gone)), { type: "stepChanged", step: "train" });
}

function layerOf(name: string): number {
  return resnet18Layers(3).findIndex((info) => info.name === name);
}

function valueAt(name: string, channel: number, row: number, column: number): AppState {
  return withValues(at({ at: "value", layer: layerOf(name), channel, row, column }));
}

/** With its kernels, the strongest first, as far as it has any. */
function channel(name: string, number: number): AppState {
  const of = { layer: layerOf(name), channel: number };
  const turned = reduce(at({ at: "channel", ...of }), { type: "neuron", action: { type: "turnedTo", of } });
  const { kernel = 1, channelsIn = 0, kind } = resnet18Layers(3)[of.layer] ?? {};
  if (kind !== "convolution") return turned;
  const inputs = Array.from({ length: channelsIn }, (_, index) => (index * 37 + 11) % channelsIn);
  const weights = Float32Array.from(
    { length: channelsIn * kernel * kernel },
    (_, index) => 0.3 * 0.97 ** Math.floor(index / (kernel * kernel)) * Math.sin(index * 2.399),
  );
  return said(
    turned,
    { kind: "channelWeightsSeen", weights: { ...of, bias: -0.18, inputs, weights } },
    { kind: "seeChannelWeights", ...of },
  );
}

function deeper(choice: NetworkChoice, firstBlock: number): AppState {
  const layers = resnet18Layers(3);
  const described = said(other(choice), { kind: "networkDescribed", layers }, { kind: "describeNetwork" });
  const state = reduce(timed(planned(described, firstBlock)), {
    type: "deeper",
    action: { type: "opened", isOpen: true },
  });
  return reduce(state, { type: "stepChanged", step: "train" });
}

function planned(state: AppState, firstBlock: number): AppState {
  const { plan } = state;
  const tuning = { ...fittingTuning(defaultTuningSettings, state.network.choice.network), firstBlock };
  return reduce(state, { type: "planChanged", plan: { ...plan, settings: { ...plan.settings, tuning } } });
}

function own(state: AppState, change: Partial<NetworkState>): AppState {
  return reduce(state, { type: "network", change });
}

function said(state: AppState, event: EngineEvent, command: EngineCommand): AppState {
  return reduce(state, { type: "engineSaid", event, command });
}
