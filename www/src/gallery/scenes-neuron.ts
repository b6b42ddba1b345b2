/** Scenes of `neuron` worth seeing: three kinds of channels, and every state of what can be asked about one. */
import type {
  ActivationKind,
  ChannelPlace,
  EngineCommand,
  EngineEvent,
  LayerInfo,
  LayerKind,
} from "../engine/protocol";
import type { AppState } from "../state/app-state";
import type { NeuronAction } from "../state/neuron/neuron-state";
import { reduce } from "../state/reduce";
import { drawnPicture } from "./drawn-picture";
import { collectedState, playedUntil } from "./recorded-lesson";
import type { Scene } from "./scene";

const STEM: ChannelPlace = { layer: 0, channel: 5 };
const EXPAND: ChannelPlace = { layer: 1, channel: 17 };
const DEPTHWISE: ChannelPlace = { layer: 2, channel: 17 };
const PROJECT: ChannelPlace = { layer: 3, channel: 4 };

export const neuronScenes: readonly Scene[] = [
  { name: "neuron-stem", state: () => stem() },
  { name: "neuron-depthwise", state: () => surveyed(depthwise(), DEPTHWISE) },
  { name: "neuron-pointwise", state: () => surveyed(pointwise(EXPAND), EXPAND) },
  { name: "neuron-signed", state: () => surveyed(pointwise(PROJECT), PROJECT) },
  { name: "neuron-surveying", state: surveying },
  { name: "neuron-survey-stopped", state: surveyStopped },
  { name: "neuron-growing", state: () => growing(true) },
  { name: "neuron-grown", state: () => growing(false) },
  { name: "neuron-silenced", state: silenced },
  { name: "neuron-no-picture", state: () => at(trained(), DEPTHWISE) },
  { name: "neuron-no-head", state: noHead },
  { name: "neuron-failed", state: failed },
];

function stem(): AppState {
  const state = seen(
    inHand(at(trained(), STEM)),
    STEM,
    112,
    (x, y) => 6 * Math.exp(-((y - 0.4) ** 2) * 40) * x,
  );
  const weights = Array.from({ length: 27 }, (_, index) => {
    const [colour, row] = [Math.floor(index / 9), Math.floor((index % 9) / 3)];
    return (row - 1) * (1.1 - 0.5 * colour) + 0.05 * (index % 4);
  });
  return withWeights(state, STEM, [0, 1, 2], weights);
}

function depthwise(): AppState {
  const state = seen(inHand(at(trained(), DEPTHWISE)), DEPTHWISE, 28, (x, y) =>
    Math.max(0, 5 * Math.exp(-(((Math.hypot(x - 0.5, y - 0.5) - 0.3) * 9) ** 2)) - 0.2),
  );
  const weights = Array.from({ length: 25 }, (_, index) => {
    const [row, column] = [Math.floor(index / 5) - 2, (index % 5) - 2];
    return 0.42 * row * Math.exp(-(row * row + column * column) / 3);
  });
  return withWeights(state, DEPTHWISE, [DEPTHWISE.channel], weights);
}

function pointwise(of: ChannelPlace): AppState {
  const isSigned = of === PROJECT;
  const state = seen(inHand(at(trained(), of)), of, isSigned ? 28 : 56, (x, y) => {
    const wave = 3 * Math.sin(7 * x + 2) * Math.cos(5 * y);
    return isSigned ? wave : Math.max(0, wave);
  });
  const numInputs = isSigned ? 144 : 24;
  const inputs = Array.from({ length: numInputs }, (_, index) => (index * 7 + 3) % numInputs);
  const weights = inputs.map((_, index) => 0.9 * 0.86 ** index * (index % 3 === 1 ? -1 : 1));
  return withWeights(state, of, inputs, weights);
}

function surveying(): AppState {
  const { layer } = DEPTHWISE;
  return own(depthwise(), { type: "surveyProgressed", layer, done: 24, total: 72 });
}

function surveyStopped(): AppState {
  const { layer } = DEPTHWISE;
  const partly = surveyed(depthwise(), DEPTHWISE, 24);
  const progressed = own(partly, { type: "surveyProgressed", layer, done: 24, total: 72 });
  return own(progressed, { type: "surveyEnded", layer, end: { end: "stopped" } });
}

function growing(isWanted: boolean): AppState {
  const seed = 1;
  const side = 128;
  let state = own(surveyed(pointwise(EXPAND), EXPAND), { type: "growthBegun", of: EXPAND, seed });
  for (let step = 4; step <= (isWanted ? 92 : 160); step += 4) {
    const event: EngineEvent = {
      kind: "pictureGrown",
      ...EXPAND,
      step,
      excitement: 4.4 * (1 - Math.exp(-step / 40)) - 0.4,
      side,
      pixels: wavyPixels(side, step / 160),
    };
    state = said(state, event, { kind: "growPicture", ...EXPAND, side, steps: 4, seed, restart: false });
  }
  return state;
}

function silenced(): AppState {
  const list = [{ layer: 0, channel: 9 }, { layer: 1, channel: 101 }, DEPTHWISE];
  const state = own(surveyed(depthwise(), DEPTHWISE), { type: "silencedChanged", silenced: list });
  return said(
    state,
    {
      kind: "channelsSilenced",
      classIds: [1, 2, 3],
      before: new Float32Array([0.86, 0.11, 0.03]),
      after: new Float32Array([0.52, 0.4, 0.08]),
    },
    { kind: "silenceChannels", pixels: new Uint8Array(0), side: 224, channels: list },
  );
}

function noHead(): AppState {
  const collected = playedUntil(collectedState(), ({ kind }) => kind === "embedded");
  const state = own(inHand(at(collected, DEPTHWISE)), { type: "silencedChanged", silenced: [DEPTHWISE] });
  return seen(state, DEPTHWISE, 28, (x, y) => Math.max(0, Math.sin(9 * x) * Math.sin(9 * y)));
}

function failed(): AppState {
  const error = { code: "placeUnknown", detail: "" } as const;
  const { layer, channel } = DEPTHWISE;
  const pixels = new Uint8Array(0);
  const event: EngineEvent = { kind: "failed", error };
  const commands: EngineCommand[] = [
    { kind: "seeLayers", pixels, side: 224, layers: [{ layer, channels: [channel], strongest: 0 }] },
    { kind: "seeChannelWeights", layer, channel },
    { kind: "seeChannelPictures", layer, channel },
    { kind: "growPicture", layer, channel, side: 128, steps: 4, seed: 1, restart: true },
    { kind: "silenceChannels", pixels, side: 224, channels: [DEPTHWISE] },
  ];
  const begun = own(inHand(at(trained(), DEPTHWISE)), { type: "growthBegun", of: DEPTHWISE, seed: 1 });
  const silent = own(begun, { type: "silencedChanged", silenced: [DEPTHWISE] });
  const state = commands.reduce((before, command) => said(before, event, command), silent);
  const survey = own(state, { type: "surveyProgressed", layer, done: 8, total: 72 });
  return own(survey, { type: "surveyEnded", layer, end: { end: "failed", error } });
}

/** The trained lesson, with the network opened at this channel. */
function at(state: AppState, of: ChannelPlace): AppState {
  const layers = drawnLayers();
  const described = said(state, { kind: "networkDescribed", layers }, { kind: "describeNetwork" });
  const place = { at: "channel", ...of } as const;
  const gone = reduce(described, { type: "inside", action: { type: "wentTo", place } });
  return own(reduce(gone, { type: "stepChanged", step: "train" }), { type: "turnedTo", of });
}

function trained(): AppState {
  const wanted = reduce(collectedState(), { type: "trainingWanted", targetEpoch: 40 });
  const state = playedUntil(
    reduce(wanted, { type: "enginePhaseChanged", phase: { at: "ready" } }),
    ({ kind }) => kind === "examplesPredicted",
  );
  return reduce(state, { type: "trainingPaused" });
}

function inHand(state: AppState): AppState {
  const source = { from: "picture", name: "a circle", blob: drawnPicture(0, 5), exampleId: 6 } as const;
  const ready = reduce(state, { type: "enginePhaseChanged", phase: { at: "ready" } });
  return reduce(ready, { type: "trySourceChanged", source });
}

/** What the channel makes of the picture, from a formula over both directions from 0 to 1. */
function seen(
  state: AppState,
  { layer, channel }: ChannelPlace,
  side: number,
  value: (x: number, y: number) => number,
): AppState {
  const maps = Float32Array.from({ length: side * side }, (_, place) =>
    value((place % side) / side, Math.floor(place / side) / side),
  );
  const none = new Float32Array(0);
  const layers = [{ layer, side, channels: [channel], maps, means: none, maxima: none }];
  return said(
    state,
    { kind: "layersSeen", layers, classIds: [], probabilities: none },
    { kind: "seeLayers", pixels: new Uint8Array(0), side: 224, layers: [] },
  );
}

function withWeights(
  state: AppState,
  of: ChannelPlace,
  inputs: number[],
  weights: readonly number[],
): AppState {
  const found = { ...of, bias: -0.31, inputs, weights: Float32Array.from(weights) };
  return said(state, { kind: "channelWeightsSeen", weights: found }, { kind: "seeChannelWeights", ...of });
}

/** The first class excites the channel most, each picture a little differently. */
function surveyed(state: AppState, of: ChannelPlace, most = Number.POSITIVE_INFINITY): AppState {
  const side = state.inside.layers?.[of.layer]?.side ?? 28;
  const isSigned = of === PROJECT;
  const rows = [...state.examples.values()].slice(0, most).map(({ id, classId }) => {
    const own = (classId === 1 ? 1.4 : classId === 2 ? 0.5 : 0.32) + 0.45 * Math.sin(id * 2.4) ** 2;
    const mean = isSigned ? own - 1.1 : own * (0.5 + 0.5 * Math.abs(Math.sin(id)));
    return { id, mean, place: (id * 37 + 5 * side) % (side * side), maximum: mean * 2.6 + 0.9 };
  });
  rows.sort((one, other) => other.maximum - one.maximum);
  const exampleIds = rows.map(({ id }) => id);
  const pixels = new Uint8Array(0);
  const known = said(
    state,
    { kind: "layerSurveyed", layer: of.layer, numExamples: rows.length },
    { kind: "surveyLayer", layer: of.layer, exampleIds, pixels, side: 224 },
  );
  const pictures = {
    ...of,
    side,
    exampleIds,
    maxima: Float32Array.from(rows, ({ maximum }) => maximum),
    places: rows.map(({ place }) => place),
    means: Float32Array.from(rows, ({ mean }) => mean),
  };
  return said(known, { kind: "channelPicturesSeen", pictures }, { kind: "seeChannelPictures", ...of });
}

/** Waves that get stronger, from grey. */
function wavyPixels(side: number, strength: number): Uint8Array {
  const pixels = new Uint8Array(side * side * 4);
  for (let place = 0; place < side * side; place += 1) {
    const [x, y] = [place % side, Math.floor(place / side)];
    for (let colour = 0; colour < 3; colour += 1) {
      const wave = Math.sin(x / 7 + colour) * Math.sin(y / 9 + 2 * Math.sin(x / 30) - colour / 2);
      pixels[place * 4 + colour] = 127 + 110 * strength * wave;
    }
    pixels[place * 4 + 3] = 255;
  }
  return pixels;
}

/** A stem and one block of three layers: enough for every kind of channel. */
function drawnLayers(): LayerInfo[] {
  const layer = (
    name: string,
    kind: LayerKind,
    [channelsIn, channelsOut]: [number, number],
    [kernel, stride, side]: [number, number, number],
    activation: ActivationKind,
  ) => ({ name, kind, channelsIn, channelsOut, kernel, stride, side, activation });
  return [
    layer("stem", "convolution", [3, 32], [3, 2, 112], "relu6"),
    layer("blocks.3.expand", "pointwise", [24, 144], [1, 2, 56], "relu6"),
    layer("blocks.3.depthwise", "depthwise", [144, 144], [5, 2, 28], "relu6"),
    layer("blocks.3.project", "pointwise", [144, 40], [1, 1, 28], "none"),
  ].map((drawn, index) => ({
    ...drawn,
    block: index === 0 ? undefined : 3,
    input: index === 0 ? undefined : index - 1,
    skip: undefined,
    numParameters: drawn.channelsIn * drawn.channelsOut,
    numMultiplyAdds: drawn.channelsIn * drawn.channelsOut * drawn.side ** 2,
  }));
}

function own(state: AppState, action: NeuronAction): AppState {
  return reduce(state, { type: "neuron", action });
}

function said(state: AppState, event: EngineEvent, command: EngineCommand): AppState {
  return reduce(state, { type: "engineSaid", event, command });
}
