/** Scenes of `explain` worth seeing: a sum of every kind of layer, and every way to look at the evidence for a class. */
import type { EngineCommand, EngineError, EngineEvent } from "../engine/protocol";
import type { AppState } from "../state/app-state";
import type { ExplainAction, MapQuestion, SumQuestion } from "../state/explain/explain-state";
import { lastMapLayer, mapQuestions, sumQuestions, valueQuestions } from "../state/explain/explain-wishes";
import { valueOnView } from "../state/explain/opened-value";
import { reduce } from "../state/reduce";
import { drawnPicture } from "./drawn-picture";
import { drawnValue, PICTURE_SIDE } from "./drawn-value";
import { lite0Layers } from "./lite0-layers";
import { collectedState, playedUntil } from "./recorded-lesson";
import type { Scene } from "./scene";

const CLASS_IDS = [1, 2, 3];
const NO_PIXELS = new Uint8Array(0);

export const explainScenes: readonly Scene[] = [
  { name: "value-standard", state: () => explained("stem", 3, 40, 61) },
  { name: "value-border", state: () => explained("stem", 3, 111, 111) },
  { name: "value-depthwise", state: () => explained("blocks.3.depthwise", 17, 12, 20) },
  { name: "value-pointwise", state: () => explained("blocks.14.project", 101, 3, 4) },
  { name: "value-pooling", state: () => explained("pooling", 812, 0, 0) },
  { name: "value-score", state: () => withEvidence(explained("classes", 0, 0, 0)) },
  { name: "value-softmax", state: () => explained("softmax", 0, 0, 0) },
  { name: "value-waiting", state: () => at(inHand(trained()), "blocks.3.expand", 5, 1, 1) },
  { name: "value-no-picture", state: () => at(trained(), "stem", 3, 10, 10) },
  { name: "value-camera", state: () => at(live(), "stem", 3, 10, 10) },
  { name: "value-failed", state: failedValue },
  { name: "evidence-sum", state: () => withEvidence(opened(explaining())) },
  { name: "evidence-contrast", state: () => withEvidence(own(opened(explaining()), against(2))) },
  { name: "evidence-grad-cam", state: () => withEvidence(own(explaining(), mapLayer("blocks.5.project"))) },
  { name: "evidence-compared", state: () => withEvidence(compared(opened(explaining()))) },
  {
    name: "evidence-compared-wide",
    state: () => withEvidence(withValues(compared(explained("classes", 0, 0, 0)))),
  },
  {
    name: "evidence-unlearned-wide",
    state: () => withEvidence(withValues(compared(explained("classes", 0, 0, 0)), true), true),
  },
  { name: "evidence-hidden", state: () => withEvidence(opened(hidden())) },
  { name: "evidence-waiting", state: () => own(explaining(), mapLayer("blocks.8.project")) },
  { name: "evidence-failed", state: failedEvidence },
  { name: "evidence-camera", state: () => opened(explainingCamera()) },
];

/** A value of this layer with a sum made of formulas. */
function explained(name: string, channel: number, row: number, column: number): AppState {
  return withValues(at(inHand(trained()), name, channel, row, column));
}

/** Whatever the scene asks about the value on view is answered; `isUnlearned` for weights of 0 before training. */
export function withValues(state: AppState, isUnlearned = false): AppState {
  const place = valueOnView(state);
  if (!place) return state;
  const answered = valueQuestions(state, place).reduce((before, of) => {
    const command: EngineCommand = {
      kind: "explainValue",
      pixels: NO_PIXELS,
      side: PICTURE_SIDE,
      ...of,
    };
    return said(before, { kind: "valueExplained", value: drawnValue(before, of, isUnlearned) }, command);
  }, state);
  return withMap(answered, place.layer, place.channel);
}

function withMap(state: AppState, layer: number, channel: number): AppState {
  const side = state.inside.layers?.[layer]?.side ?? 1;
  if (side === 1) return state;
  const maps = Float32Array.from({ length: side * side }, (_, place) => {
    const [x, y] = [(place % side) / side, Math.floor(place / side) / side];
    return Math.max(0, 5 * Math.exp(-(((Math.hypot(x - 0.5, y - 0.5) - 0.3) * 9) ** 2)) - 0.2);
  });
  const none = new Float32Array(0);
  const seen = { layer, side, channels: [channel], maps, means: none, maxima: none };
  return said(
    state,
    { kind: "layersSeen", layers: [seen], classIds: CLASS_IDS, probabilities: none },
    { kind: "seeLayers", pixels: NO_PIXELS, side: PICTURE_SIDE, layers: [] },
  );
}

function failedValue(): AppState {
  const state = at(inHand(trained()), "stem", 3, 10, 10);
  const command: EngineCommand = {
    kind: "explainValue",
    pixels: NO_PIXELS,
    side: PICTURE_SIDE,
    layer: 0,
    channel: 3,
    row: 10,
    column: 10,
    epoch: undefined,
  };
  return said(state, failure({ code: "readBackFailed", detail: "" }), command);
}

/** Whatever the scene asks about the evidence is answered; `isUnlearned` for weights of 0 before training. */
function withEvidence(state: AppState, isUnlearned = false): AppState {
  const withSums = sumQuestions(state, 1).reduce((before, of) => {
    const command: EngineCommand = {
      kind: "weighNeurons",
      pixels: NO_PIXELS,
      side: PICTURE_SIDE,
      most: 8,
      ...of,
    };
    return said(before, { kind: "neuronsWeighed", sum: drawnSum(of, isUnlearned) }, command);
  }, state);
  return mapQuestions(state, 1).reduce((before, of) => {
    const command: EngineCommand = { kind: "seeClassMap", pixels: NO_PIXELS, side: PICTURE_SIDE, ...of };
    return said(before, { kind: "classMapSeen", map: drawnMap(before, of) }, command);
  }, withSums);
}

function drawnSum({ classId, against, epoch }: SumQuestion, isUnlearned: boolean) {
  const isZero = isUnlearned && epoch === 0;
  const grown = epoch === undefined ? 1 : 0.12 + 0.02 * epoch;
  const strength = (isZero ? 0 : grown) * (against === undefined ? 1 : 1.4);
  const all = [812, 33, 1201, 407, 96, 990, 615, 28];
  // Others were stronger before.
  const neurons = epoch === undefined ? all : all.toReversed();
  const shares = Float32Array.from(
    neurons,
    (_, index) => strength * 0.74 * 0.8 ** index * (index % 3 === 2 ? -1 : 1),
  );
  const activations = Float32Array.from(neurons, (_, index) => 3.2 - 0.3 * index);
  const weights = shares.map((share, index) => share / (0.0912 * (activations[index] ?? 1)));
  const [rest, bias] = [strength * 0.61, isZero ? 0 : 0.08];
  const score = shares.reduce((all, share) => all + share, rest + bias);
  return { classId, against, neurons, shares, activations, weights, rest, bias, score };
}

function drawnMap(state: AppState, { layer, classId, epoch }: MapQuestion) {
  const side = state.inside.layers?.[layer]?.side ?? 7;
  const strength = epoch === undefined ? 1 : 0.15 + 0.03 * epoch;
  const places = Float32Array.from({ length: side * side }, (_, place) => {
    const [x, y] = [((place % side) + 0.5) / side, (Math.floor(place / side) + 0.5) / side];
    const ring = Math.exp(-(((Math.hypot(x - 0.5, y - 0.5) - 0.26) * 8) ** 2));
    return strength * (0.3 * ring - 0.05 - 0.04 * Math.sin(9 * x) * Math.sin(7 * y));
  });
  return { layer, classId, side, places, channels: new Float32Array(0) };
}

function explaining(): AppState {
  return answered(
    reduce(inHand(described(trained())), { type: "explainingChanged", isExplaining: true }),
    true,
  );
}

function explainingCamera(): AppState {
  const state = reduce(described(live()), { type: "explainingChanged", isExplaining: true });
  return own(answered(state, true), mapLayer("blocks.5.project"));
}

function hidden(): AppState {
  const state = described(trained(), 32);
  const settings = { ...state.plan.settings, hiddenUnits: 32 };
  const planned = reduce(state, { type: "planChanged", plan: { ...state.plan, settings } });
  return answered(reduce(inHand(planned), { type: "explainingChanged", isExplaining: true }), false);
}

function failedEvidence(): AppState {
  const state = own(opened(explaining()), mapLayer("blocks.5.project"));
  const event = failure({ code: "readBackFailed", detail: "" });
  const layer = layerOf(state, "blocks.5.project");
  const of = { classId: 1, against: undefined, epoch: undefined, pixels: NO_PIXELS, side: PICTURE_SIDE };
  const failed = said(state, event, { kind: "seeClassMap", layer, ...of });
  return said(failed, event, { kind: "weighNeurons", most: 8, ...of });
}

function answered(state: AppState, isLinear: boolean): AppState {
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
  const command: EngineCommand = {
    kind: "classify",
    pixels: NO_PIXELS,
    side: PICTURE_SIDE,
    withEvidence: true,
    epoch: undefined,
  };
  const evidence = { gridSide, places, biases: Float32Array.of(0.1, 0, -0.1), logits };
  const event: EngineEvent = {
    kind: "classified",
    classIds: CLASS_IDS,
    probabilities: new Float32Array([0.86, 0.11, 0.03]),
    evidence: isLinear ? evidence : undefined,
  };
  return reduce(said(state, event, command), { type: "stepChanged", step: "try" });
}

function trained(): AppState {
  const wanted = reduce(collectedState(), { type: "trainingWanted", targetEpoch: 40 });
  const ready = reduce(wanted, { type: "enginePhaseChanged", phase: { at: "ready" } });
  return reduce(
    playedUntil(ready, ({ kind }) => kind === "examplesPredicted"),
    { type: "trainingPaused" },
  );
}

function inHand(state: AppState): AppState {
  const source = { from: "picture", name: "a circle", blob: drawnPicture(0, 5), exampleId: 6 } as const;
  return reduce(state, { type: "trySourceChanged", source });
}

function live(): AppState {
  const asked = reduce(trained(), { type: "trySourceChanged", source: { from: "camera" } });
  return reduce(asked, { type: "cameraLive", devices: [], deviceId: undefined });
}

function described(state: AppState, hiddenUnits?: number): AppState {
  const layers = lite0Layers(CLASS_IDS.length, hiddenUnits);
  return said(state, { kind: "networkDescribed", layers }, { kind: "describeNetwork" });
}

/** Where the classes are, the answer is there as well. */
function at(state: AppState, name: string, channel: number, row: number, column: number): AppState {
  const ready = described(state);
  const known = ready.trying.source.from === "picture" ? answered(ready, true) : ready;
  const place = { at: "value", layer: layerOf(ready, name), channel, row, column } as const;
  const gone = reduce(known, { type: "inside", action: { type: "wentTo", place } });
  return reduce(gone, { type: "stepChanged", step: "train" });
}

function layerOf(state: AppState, name: string): number {
  return state.inside.layers?.findIndex((info) => info.name === name) ?? 0;
}

function opened(state: AppState): AppState {
  return own(state, { type: "sumOpened", isOpen: true });
}

function compared(state: AppState): AppState {
  return reduce(state, {
    type: "learning",
    action: { type: "epochsChosen", shownEpoch: undefined, comparedEpoch: 0 },
  });
}

function against(classId: number): ExplainAction {
  return { type: "againstChosen", classId };
}

function mapLayer(name: string): ExplainAction {
  const layers = lite0Layers(CLASS_IDS.length);
  const index = layers.findIndex((info) => info.name === name);
  return { type: "mapLayerChosen", layer: index < 0 ? lastMapLayer(layers) : index };
}

function own(state: AppState, action: ExplainAction): AppState {
  return reduce(state, { type: "explain", action });
}

function failure(error: EngineError): EngineEvent {
  return { kind: "failed", error };
}

function said(state: AppState, event: EngineEvent, command: EngineCommand): AppState {
  return reduce(state, { type: "engineSaid", event, command });
}
