/** Scenes of `inside` worth seeing: every depth of the opened network, and what may be missing there. */
import type { EngineCommand, EngineEvent } from "../engine/protocol";
import type { AppState } from "../state/app-state";
import {
  type ChannelSort,
  type InsideAction,
  type InsidePlace,
  placeKey,
  seenLevel,
} from "../state/inside/inside-state";
import { wishedLayers } from "../state/inside/wished-layers";
import { reduce } from "../state/reduce";
import { drawnNetwork, drawnSeen } from "./drawn-network";
import { drawnPicture } from "./drawn-picture";
import { collectedState, playedUntil } from "./recorded-lesson";
import type { Scene } from "./scene";

/** Numbers of `blocks.3.depthwise`, with maps of 28 places a side, of the head with 7, and of what follows it. */
const DEPTHWISE = 10;
const HEAD = 48;
const POOLING = 49;
const CLASSES = 50;

export const insideScenes: readonly Scene[] = [
  { name: "inside-map", state: () => seen(opened({ at: "map" })) },
  { name: "inside-block", state: () => seen(opened({ at: "block", block: 3 })) },
  { name: "inside-block-skip", state: () => seen(opened({ at: "block", block: 4 })) },
  { name: "inside-first-block", state: () => seen(opened({ at: "block", block: 0 })) },
  { name: "inside-layer", state: () => seen(opened({ at: "layer", layer: DEPTHWISE })) },
  { name: "inside-layer-signed", state: () => seen(opened({ at: "layer", layer: DEPTHWISE + 1 })) },
  { name: "inside-layer-small-maps", state: () => seen(opened({ at: "layer", layer: HEAD })) },
  { name: "inside-one-scale", state: () => own(layer(), { type: "scaled", isOneScale: true }) },
  { name: "inside-pooling", state: () => seen(opened({ at: "layer", layer: POOLING })) },
  { name: "inside-classes", state: () => opened({ at: "layer", layer: CLASSES }) },
  { name: "inside-sorted-by-class", state: sortedByClass },
  { name: "inside-surveying", state: surveying },
  { name: "inside-survey-stopped", state: () => own(surveying(), { type: "surveyStopped" }) },
  { name: "inside-looking", state: () => opened({ at: "map" }) },
  { name: "inside-no-picture", state: () => at(trained(), { at: "map" }) },
  { name: "inside-untrained", state: untrained },
  { name: "inside-loading", state: loading },
  { name: "inside-failed", state: failed },
];

function layer(): AppState {
  return seen(opened({ at: "layer", layer: DEPTHWISE }));
}

function sortedByClass(): AppState {
  const order = { by: "class", classId: 1 } as const;
  const state = sorted(layer(), order);
  const channels = Array.from({ length: 144 }, (_, index) => (index * 61 + 17) % 144);
  const values = Float32Array.from(channels, (_, index) => 2.6 - index * 0.035);
  return said(
    surveyed(state, 72),
    { kind: "channelsRanked", layer: DEPTHWISE, order, channels, values },
    { kind: "rankChannels", layer: DEPTHWISE, order },
  );
}

function surveying(): AppState {
  const state = surveyed(sorted(layer(), { by: "variance" }), 24);
  return own(state, { type: "surveyProgressed", layer: DEPTHWISE, done: 24, total: 72 });
}

function untrained(): AppState {
  const collected = playedUntil(collectedState(), ({ kind }) => kind === "embedded");
  const ready = reduce(collected, { type: "enginePhaseChanged", phase: { at: "ready" } });
  return seen(inHand(at(ready, { at: "map" }, 0)));
}

function loading(): AppState {
  const phase = { at: "downloading", receivedBytes: 1_100_000, totalBytes: 2_610_000 } as const;
  const state = reduce(trained(), { type: "enginePhaseChanged", phase });
  return onTrain(own(state, { type: "opened", isOpen: true }));
}

function failed(): AppState {
  const state = opened({ at: "map" });
  const error = { code: "gpuFailed", detail: "" } as const;
  const { source } = state.trying;
  return own(state, { type: "seen", level: "map", seen: { place: "map", source, error } });
}

/** The trained lesson with a picture in hand and its answer, and the network opened at this place. */
function opened(place: InsidePlace): AppState {
  return answered(inHand(at(trained(), place)));
}

function at(state: AppState, place: InsidePlace, numClasses = 3): AppState {
  const event = { kind: "networkDescribed", layers: drawnNetwork(numClasses) } as const;
  return onTrain(own(said(state, event, { kind: "describeNetwork" }), { type: "wentTo", place }));
}

function onTrain(state: AppState): AppState {
  return reduce(state, { type: "stepChanged", step: "train" });
}

export function trained(): AppState {
  const wanted = reduce(collectedState(), { type: "trainingWanted", targetEpoch: 40 });
  const state = playedUntil(
    reduce(wanted, { type: "enginePhaseChanged", phase: { at: "ready" } }),
    ({ kind }) => kind === "examplesPredicted",
  );
  return reduce(state, { type: "trainingPaused" });
}

export function inHand(state: AppState): AppState {
  const source = { from: "picture", name: "a circle", blob: drawnPicture(0, 5), exampleId: 6 } as const;
  return reduce(state, { type: "trySourceChanged", source });
}

export function answered(state: AppState): AppState {
  return said(
    state,
    {
      kind: "classified",
      classIds: [1, 2, 3],
      probabilities: new Float32Array([0.86, 0.11, 0.03]),
      evidence: undefined,
    },
    { kind: "classify", pixels: new Uint8Array(0), side: 224, withEvidence: false, epoch: undefined },
  );
}

/** As if the engine had looked at the picture in hand. */
export function seen(state: AppState): AppState {
  const { place, layers = [] } = state.inside;
  const level = seenLevel(place);
  const wished = wishedLayers(place, layers);
  if (level === undefined || !wished) return state;
  const found = wished.map((choice) => drawnSeen(layers, choice));
  const { source } = state.trying;
  return own(state, { type: "seen", level, seen: { place: placeKey(place), source, layers: found } });
}

function sorted(state: AppState, sort: ChannelSort): AppState {
  return own(state, { type: "sorted", sort });
}

function surveyed(state: AppState, numPictures: number): AppState {
  const exampleIds = [...state.examples.keys()].slice(0, numPictures);
  const pixels = new Uint8Array(0);
  return said(
    state,
    { kind: "layerSurveyed", layer: DEPTHWISE, numExamples: numPictures },
    { kind: "surveyLayer", layer: DEPTHWISE, exampleIds, pixels, side: 224 },
  );
}

function own(state: AppState, action: InsideAction): AppState {
  return reduce(state, { type: "inside", action });
}

function said(state: AppState, event: EngineEvent, command: EngineCommand): AppState {
  return reduce(state, { type: "engineSaid", event, command });
}
