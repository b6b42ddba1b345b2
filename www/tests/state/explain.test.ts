/** What the page knows about why: sums that add up, answers kept for what was asked, and the questions worth asking. */
import { describe, expect, test } from "vitest";
import type {
  EngineCommand,
  EngineEvent,
  ExplainedValue,
  LayerInfo,
  WeighedNeurons,
} from "../../src/engine/protocol";
import { lite0Layers } from "../../src/gallery/lite0-layers";
import { resnet18Layers } from "../../src/gallery/resnet18-layers";
import { explainScenes } from "../../src/gallery/scenes-explain";
import type { AppState } from "../../src/state/app-state";
import { sharedTerms } from "../../src/state/explain/compared-values";
import { isUnlearned, sumRows } from "../../src/state/explain/evidence-sums";
import { MOST_ANSWERS } from "../../src/state/explain/explain-state";
import {
  answerToMap,
  answerToValue,
  errorOf,
  foundOf,
  isMapExact,
  lastMapLayer,
  latestOf,
  mapLayers,
  mapQuestions,
  sumQuestions,
  valueQuestions,
} from "../../src/state/explain/explain-wishes";
import { classOnView, valueOnView } from "../../src/state/explain/opened-value";
import { exactEvidence, fullStrength, placesMap, shownMaps } from "../../src/state/explain/shown-maps";
import { valueParts } from "../../src/state/explain/value-parts";
import { reduce } from "../../src/state/reduce";

const LAYERS = lite0Layers(3);
const pixels = new Uint8Array(0);

function scene(name: string): AppState {
  const found = explainScenes.find((one) => one.name === name);
  if (!found) throw new Error(`there is no scene ${name}`);
  return found.state();
}

function layer(name: string): number {
  return LAYERS.findIndex((info) => info.name === name);
}

function infoOf(name: string): LayerInfo {
  const info = LAYERS[layer(name)];
  if (!info) throw new Error(`there is no layer ${name}`);
  return info;
}

function partsOf(name: string, change: Partial<ExplainedValue>) {
  return valueParts(infoOf(name), explained({ layer: layer(name), ...change }), LAYERS);
}

function explained(change: Partial<ExplainedValue>): ExplainedValue {
  const none = new Float32Array(0);
  return {
    layer: 0,
    channel: 0,
    row: 0,
    column: 0,
    firstRow: 0,
    firstColumn: 0,
    inputChannels: [],
    inputs: none,
    weights: none,
    bias: 0,
    scale: 1,
    sum: 0,
    skip: undefined,
    value: 0,
    ...change,
  };
}

describe("a value", () => {
  const scenes = explainScenes.filter(({ name }) => foundOf(scene(name).explain.values[0]));

  test.each(scenes.map(({ name }) => name))("of the scene %s is the sum of its parts", (name) => {
    const found = foundOf(scene(name).explain.values[0]);
    const info = LAYERS[found?.layer ?? -1];
    if (!found || !info) throw new Error("there is no value");
    const parts = valueParts(info, found, LAYERS);
    expect(Math.abs(parts.total - found.value)).toBeLessThan(1e-4);
    expect(parts.value).toBe(found.value);
  });

  test("is cut off by its activation, after what goes around was added", () => {
    const inputChannels = [0, 1];
    const inputs = Float32Array.of(2, 3);
    const weights = Float32Array.of(4, -1);
    const low = partsOf("blocks.1.expand", { inputChannels, inputs, weights, bias: -9 });
    expect([low.sum, low.added, low.total]).toEqual([-4, -4, 0]);
    const high = partsOf("blocks.1.expand", { inputChannels, inputs, weights, bias: 9 });
    expect([high.sum, high.total]).toEqual([14, 6]);
    const project = partsOf("blocks.2.project", { inputChannels, inputs, weights, bias: 1, skip: 0.5 });
    expect([project.sum, project.added, project.total]).toEqual([6, 6.5, 6.5]);
    const relu = { ...infoOf("blocks.2.project"), activation: "relu" } as const;
    const cut = valueParts(relu, explained({ inputChannels, inputs, weights, bias: -9, skip: 0.5 }), LAYERS);
    expect([cut.sum, cut.added, cut.total]).toEqual([-4, -3.5, 0]);
  });

  test("shows its strongest products, and the rest as one number", () => {
    const count = 1152;
    const parts = partsOf("blocks.14.project", {
      inputChannels: Array.from({ length: count }, (_, index) => index),
      inputs: new Float32Array(count).fill(0.5),
      weights: Float32Array.from({ length: count }, (_, index) => (index % 2 ? -1 : 1) * (index + 1)),
    });
    if (parts.terms.kind !== "products") throw new Error("these are no products");
    expect(parts.terms.strongest.map(({ channel }) => channel)).toEqual([
      1151, 1150, 1149, 1148, 1147, 1146, 1145, 1144,
    ]);
    expect(parts.terms.rest).toEqual({ count: 1144, sum: -286 });
    expect(parts.sum).toBe(-288);
  });

  test("brings features to one length before they are weighed", () => {
    const inputs = Float32Array.of(2, 4);
    const weights = Float32Array.of(1, 0.5);
    const parts = partsOf("classes", { inputChannels: [0, 1], inputs, weights, scale: 0.25, bias: 1 });
    if (parts.terms.kind !== "products") throw new Error("these are no products");
    expect(parts.terms.strongest.map(({ product }) => product)).toEqual([0.5, 0.5]);
    expect(parts.total).toBe(2);
  });

  test("at the border knows which places lie outside of the picture", () => {
    const parts = partsOf("stem", {
      inputChannels: [0],
      inputs: new Float32Array(9),
      weights: new Float32Array(9),
      firstRow: 222,
      firstColumn: -1,
    });
    if (parts.terms.kind !== "patches") throw new Error("these are no patches");
    const outside = parts.terms.patches[0]?.isOutside.map(Number);
    expect(outside).toEqual([1, 0, 0, 1, 0, 0, 1, 1, 1]);
  });

  test("of many channels shows those that add most, and the others as one number", () => {
    const layers = resnet18Layers(3);
    const number = layers.findIndex(({ name }) => name === "layer2.0.conv1");
    const info = layers[number];
    if (!info) throw new Error("there is no such layer");
    const inputChannels = Array.from({ length: 64 }, (_, channel) => channel);
    const inputs = Float32Array.from({ length: 64 * 9 }, (_, index) => Math.floor(index / 9) / 64);
    const weights = inputs.map((_, index) => (index % 2 === 0 ? 0.5 : -0.5));
    const given = explained({ layer: number, inputChannels, inputs, weights, bias: 0.25, skip: -1 });
    const { terms, sum } = valueParts(info, given, layers);
    if (terms.kind !== "patches") throw new Error("these are no patches");
    expect(terms.patches.map(({ channel }) => channel)).toEqual([63, 62, 61]);
    expect(terms.rest.count).toBe(61);
    const all = inputs.reduce((total, input, index) => total + input * (weights[index] ?? 0), 0);
    expect(sum).toBeCloseTo(0.25 + all, 4);
  });

  test("of max pooling is the largest, and adds nothing up", () => {
    const layers = resnet18Layers(3);
    const info = layers[1];
    if (!info) throw new Error("there is no such layer");
    const inputs = Float32Array.of(1, 2, 5, 0, 3, 4, 2, 1, 0);
    const weights = Float32Array.of(0, 0, 1, 0, 0, 0, 0, 0, 0);
    const parts = valueParts(info, explained({ layer: 1, inputChannels: [0], inputs, weights }), layers);
    expect(parts.terms.kind).toBe("largest");
    expect([parts.sum, parts.total]).toEqual([5, 5]);
  });

  test("is a share of exponentials, its own always among those shown", () => {
    const scores = Float32Array.from({ length: 20 }, (_, index) => -index / 4);
    const inputChannels = Array.from({ length: 20 }, (_, index) => index);
    const parts = partsOf("softmax", { channel: 19, inputChannels, inputs: scores });
    if (parts.terms.kind !== "softmax") throw new Error("this is no softmax");
    const { terms } = parts;
    expect(terms.scores.map(({ channel }) => channel)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 19]);
    const shown = terms.scores.reduce((sum, { exponential }) => sum + exponential, 0);
    expect(shown + terms.rest.sum).toBeCloseTo(terms.sum, 10);
    expect(parts.total).toBeCloseTo(Math.exp(-4.75) / terms.sum, 10);
  });
});

describe("a sum of neurons", () => {
  const sum: WeighedNeurons = {
    classId: 1,
    against: undefined,
    neurons: [7, 3, 9],
    shares: Float32Array.of(2, -1, 0.5),
    activations: Float32Array.of(1, 1, 1),
    weights: Float32Array.of(2, -1, 0.5),
    rest: 0.25,
    bias: -0.5,
    score: 1.25,
  };

  test("adds up, however many neurons have a row", () => {
    for (const most of [0, 1, 2, 3, 8]) {
      const { parts, score, neurons } = sumRows(sum, sum.neurons.slice(0, most));
      expect(parts.reduce((all, part) => all + part, 0)).toBeCloseTo(score, 6);
      expect(neurons).toHaveLength(Math.min(most, 3));
    }
    expect(sumRows(sum, [7]).rest).toBeCloseTo(-0.25, 6);
  });

  test("has rows for the neurons that are named, in their order", () => {
    const { neurons, rest } = sumRows(sum, [9, 4, 7]);
    expect(neurons.map(({ neuron, share }) => [neuron, share])).toEqual([
      [9, 0.5],
      [7, 2],
    ]);
    expect(rest).toBeCloseTo(-0.75, 6);
  });

  test("is unlearned while all weights are 0, whatever the activations", () => {
    const none = new Float32Array(3);
    expect(isUnlearned(sum)).toBe(false);
    expect(isUnlearned({ ...sum, shares: none, weights: none, rest: 0, bias: 0 })).toBe(true);
    expect(isUnlearned({ ...sum, shares: none, rest: 0, bias: 0 })).toBe(false);
  });
});

describe("two epochs of one value", () => {
  const state = scene("evidence-compared-wide");
  const of = valueOnView(state);
  const info = LAYERS[of?.layer ?? -1];
  const found = valueQuestions(state, of).map((question) => foundOf(answerToValue(state, question)));

  test("name the inputs that are strongest in the later one, on one scale", () => {
    if (!info) throw new Error("there is no layer");
    const { named, largest } = sharedTerms(info, LAYERS, [0, undefined], found);
    const terms = found.map((one) => one && valueParts(info, one, LAYERS, named).terms);
    const names = terms.map((one) => one?.kind === "products" && one.strongest.map(({ channel }) => channel));
    expect(names).toEqual([named, named]);
    const [, now] = terms;
    if (now?.kind !== "products") throw new Error("these are no products");
    expect(largest).toBe(Math.abs(now.strongest[0]?.product ?? 0));
    expect(sharedTerms(info, LAYERS, [undefined], found.slice(1)).named).toBeUndefined();
  });

  test("now is the latest of all", () => {
    expect(latestOf([0, undefined])).toBe(1);
    expect(latestOf([undefined, 7])).toBe(0);
    expect(latestOf([9, 7])).toBe(0);
  });
});

describe("what was answered", () => {
  const command = (classId: number, epoch?: number): EngineCommand => ({
    kind: "seeClassMap",
    pixels,
    side: 224,
    layer: 5,
    classId,
    against: undefined,
    epoch,
  });
  const seen = (classId: number): EngineEvent => ({
    kind: "classMapSeen",
    map: { layer: 5, classId, side: 1, places: Float32Array.of(classId), channels: new Float32Array(0) },
  });
  const say = (state: AppState, event: EngineEvent, asked: EngineCommand) =>
    reduce(state, { type: "engineSaid", event, command: asked });
  const start = scene("value-waiting");

  test("is kept for what was asked, newest first, and not without end", () => {
    let state = start;
    for (let classId = 1; classId <= 6; classId += 1) state = say(state, seen(classId), command(classId));
    state = say(state, seen(5), command(5));
    expect(state.explain.maps.map(({ of }) => of.classId)).toEqual([5, 6, 4, 3]);
    expect(state.explain.maps).toHaveLength(MOST_ANSWERS);
    const answer = answerToMap(state, { layer: 5, classId: 4, against: undefined, epoch: undefined });
    expect(foundOf(answer)?.places[0]).toBe(4);
    expect(answerToMap(state, { layer: 5, classId: 4, against: 1, epoch: undefined })).toBeUndefined();
  });

  test("may be a failure, of this question alone", () => {
    const error = { code: "epochForgotten", epoch: 2 } as const;
    const state = say(say(start, seen(1), command(1)), { kind: "failed", error }, command(1, 2));
    const of = { layer: 5, classId: 1, against: undefined };
    expect(errorOf(answerToMap(state, { ...of, epoch: 2 }))).toEqual(error);
    expect(errorOf(answerToMap(state, { ...of, epoch: undefined }))).toBeUndefined();
  });

  test("is forgotten with the picture, and what the head said also when it learns on", () => {
    const asked = say(start, seen(1), command(1));
    const withValue = {
      ...asked,
      explain: { ...asked.explain, values: scene("value-score").explain.values },
    };
    const learned = say(withValue, { kind: "headReset" }, { kind: "resetHead" });
    expect(learned.explain.maps).toEqual([]);
    expect(withValue.explain.values).toHaveLength(1);
    expect(learned.explain.values).toEqual([]);
    expect(learned.explain.headRevision).toBe(withValue.explain.headRevision + 1);

    const ofStem = scene("value-standard");
    const still = say(ofStem, { kind: "headReset" }, { kind: "resetHead" });
    expect(still.explain.values).toEqual(ofStem.explain.values);
    const source = { from: "nothing" } as const;
    expect(reduce(ofStem, { type: "trySourceChanged", source }).explain.values).toEqual([]);
  });

  test("takes the channel's map from whoever asked for it", () => {
    const place = valueOnView(start);
    if (!place) throw new Error("no value is open");
    const none = new Float32Array(0);
    const seenLayer = { side: 1, maxima: none, means: none, layer: place.layer };
    const event = (channels: number[]): EngineEvent => ({
      kind: "layersSeen",
      layers: [{ ...seenLayer, channels, maps: Float32Array.from(channels) }],
      classIds: [3, 1],
      probabilities: none,
    });
    const asked: EngineCommand = { kind: "seeLayers", pixels, side: 224, layers: [] };
    expect(say(start, event([place.channel + 1]), asked).explain.channelMap).toBeUndefined();
    const state = say(start, event([0, place.channel]), asked);
    expect(foundOf(state.explain.channelMap)?.values).toEqual(Float32Array.of(place.channel));
    expect(state.explain.headClassIds).toEqual([3, 1]);
  });
});

describe("what is worth asking", () => {
  test("a value only when the network has it", () => {
    const state = scene("value-standard");
    expect(valueOnView(state)).toMatchObject({ layer: 0, row: 40 });
    const beyond = { at: "value", layer: 0, channel: 3, row: 112, column: 0 } as const;
    const gone = reduce(state, { type: "inside", action: { type: "wentTo", place: beyond } });
    expect(valueOnView(gone)).toBeUndefined();
  });

  test("maps of what each block hands on, the last layer first", () => {
    const names = mapLayers(LAYERS).map((index) => LAYERS[index]?.name);
    expect(names).toHaveLength(18);
    expect(names.slice(0, 2)).toEqual(["head", "blocks.15.project"]);
    expect(names.slice(-2)).toEqual(["blocks.0.project", "stem"]);
    expect(lastMapLayer(LAYERS)).toBe(layer("head"));
  });

  test("no map that came with the answer", () => {
    expect(isMapExact(scene("evidence-sum"))).toBe(true);
    expect(mapQuestions(scene("evidence-sum"), 1)).toEqual([]);
    const [question] = mapQuestions(scene("evidence-grad-cam"), 1);
    expect(question).toMatchObject({ layer: layer("blocks.5.project"), classId: 1, epoch: undefined });
  });

  test("two epochs, the one compared with first", () => {
    const compared = scene("evidence-compared");
    expect(mapQuestions(compared, 1).map(({ epoch }) => epoch)).toEqual([0, undefined]);
    expect(sumQuestions(compared, 1).map(({ epoch }) => epoch)).toEqual([0, undefined]);
    expect(mapQuestions(compared, 1)[0]?.layer).toBe(layer("head"));
  });

  test("with a hidden layer the map of the last layer, and no sum", () => {
    const state = scene("evidence-hidden");
    expect(isMapExact(state)).toBe(false);
    expect(mapQuestions(state, 1)).toHaveLength(1);
    expect(sumQuestions(state, 1)).toEqual([]);
  });

  test("the lead over another class while that class exists", () => {
    const state = scene("evidence-contrast");
    expect(sumQuestions(state, 1)[0]?.against).toBe(2);
    expect(sumQuestions(state, 2)[0]?.against).toBeUndefined();
    const deleted = reduce(state, { type: "classDeleted", classId: 2 });
    expect(deleted.explain.against).toBeUndefined();
  });

  test("the class whose score is open in the network", () => {
    expect(classOnView(scene("value-score"))).toBe(1);
    expect(classOnView(scene("value-softmax"))).toBeUndefined();
    // On a phone it is out of sight where pictures are tried.
    expect(classOnView({ ...scene("value-score"), step: "try" })).toBeUndefined();
  });
});

describe("a map over the picture", () => {
  test("of a lead is the difference of two, and so is its sum", () => {
    const alone = exactEvidence(scene("evidence-sum"), 1);
    const other = exactEvidence(scene("evidence-sum"), 2);
    const lead = exactEvidence(scene("evidence-contrast"), 1);
    if (!alone || !other || !lead) throw new Error("there is no evidence");
    expect(lead.score).toBeCloseTo(alone.score - other.score, 5);
    expect(lead.speaksFor + lead.speaksAgainst + lead.bias).toBeCloseTo(lead.score, 5);
  });

  test("says where most speaks for the class, or that nothing does", () => {
    const values = Float32Array.of(-1, 3, 1, -2);
    expect(placesMap(2, values).strongest).toEqual({
      place: { vertical: "top", horizontal: "right" },
      share: 0.75,
    });
    expect(placesMap(2, Float32Array.of(-1, -1, 0, -1)).strongest).toBeUndefined();
  });

  test("waits, fails, or is there; two share their scale", () => {
    const at = (name: string) => shownMaps(scene(name), 1).map(({ state }) => state.at);
    expect(at("evidence-sum")).toEqual(["there"]);
    expect(at("evidence-waiting")).toEqual(["waiting"]);
    expect(at("evidence-failed")).toEqual(["failed"]);
    expect(at("evidence-camera")).toEqual(["notLive"]);
    const maps = shownMaps(scene("evidence-compared"), 1);
    expect(maps.map(({ epoch }) => epoch)).toEqual([0, undefined]);
    expect(fullStrength(maps)).toBeGreaterThan(fullStrength(maps.slice(0, 1)));
  });
});
