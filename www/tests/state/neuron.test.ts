/** What the page knows about a channel: answers are kept for what was asked, and put into the right words. */
import { describe, expect, test } from "vitest";
import type { ChannelPictures, EngineCommand, EngineEvent, LayerInfo } from "../../src/engine/protocol";
import type { Example, LearnerClass } from "../../src/state/app-state";
import { initialState } from "../../src/state/initial-state";
import { bestSeparation, classDistributions } from "../../src/state/neuron/class-distribution";
import { findingFor } from "../../src/state/neuron/neuron-state";
import { placeCentre, receptiveField } from "../../src/state/neuron/receptive-field";
import { classChanges, largestChange } from "../../src/state/neuron/silencing-change";
import { reduce } from "../../src/state/reduce";
import { neuronText } from "../../src/text/neuron";

const OF = { layer: 2, channel: 7 };
const pixels = new Uint8Array(0);

function play(...said: [EngineEvent, EngineCommand][]) {
  const start = reduce(initialState(), { type: "neuron", action: { type: "turnedTo", of: OF } });
  return said.reduce(
    (state, [event, command]) => reduce(state, { type: "engineSaid", event, command }),
    start,
  );
}

function layersSeen(layer: number, channels: number[]): [EngineEvent, EngineCommand] {
  const none = new Float32Array(0);
  const maps = Float32Array.from(channels.flatMap((channel) => [channel, channel, channel, channel]));
  return [
    {
      kind: "layersSeen",
      layers: [{ layer, side: 2, channels, maps, means: none, maxima: none }],
      classIds: [],
      probabilities: none,
    },
    { kind: "seeLayers", pixels, side: 224, layers: [{ layer, channels: [], strongest: 24 }] },
  ];
}

describe("the map", () => {
  test("is taken from any answer about the layer that holds the channel", () => {
    const state = play(layersSeen(1, [7]), layersSeen(2, [3, 7, 9]), layersSeen(2, [1, 2]));
    expect(state.neuron.map).toEqual({ of: OF, found: { side: 2, values: new Float32Array([7, 7, 7, 7]) } });
  });

  test("of another picture or another channel is not shown", () => {
    const state = play(layersSeen(2, [7]));
    expect(findingFor(state.neuron.map, { layer: 2, channel: 8 })).toBeUndefined();
    const source = { from: "nothing" } as const;
    expect(reduce(state, { type: "trySourceChanged", source }).neuron.map).toBeUndefined();
  });

  test("is missing for a reason only when this very channel was asked about", () => {
    const error = { code: "backboneMissing" } as const;
    const event: EngineEvent = { kind: "failed", error };
    const ask = (channels: number[]): EngineCommand => ({
      kind: "seeLayers",
      pixels,
      side: 224,
      layers: [{ layer: 2, channels, strongest: 0 }],
    });
    expect(play([event, ask([])]).neuron.map).toBeUndefined();
    expect(play([event, ask([7])]).neuron.map).toEqual({ of: OF, error });
  });
});

describe("what is surveyed", () => {
  const survey = (exampleIds: number[], numExamples: number): [EngineEvent, EngineCommand] => [
    { kind: "layerSurveyed", layer: 2, numExamples },
    { kind: "surveyLayer", layer: 2, exampleIds, pixels, side: 224 },
  ];
  const known = (state: ReturnType<typeof play>) => [...(state.neuron.surveyed.get(2) ?? [])];

  test("adds up, and starts anew where the engine knows less than the page thought", () => {
    expect(known(play(survey([1, 2], 2), survey([3], 3)))).toEqual([1, 2, 3]);
    expect(known(play(survey([1, 2], 2), survey([3], 1)))).toEqual([3]);
  });

  test("is forgotten with pictures, with the engine, and when the engine says so", () => {
    const forget: EngineCommand = { kind: "forgetExamples", exampleIds: [1] };
    const state = play(survey([1, 2], 2), [{ kind: "examplesForgotten", numExamples: 1 }, forget]);
    expect(known(state)).toEqual([2]);
    expect(known(reduce(state, { type: "engineLost" }))).toEqual([]);
    const failed: EngineEvent = { kind: "failed", error: { code: "layerNotSurveyed", layer: 2 } };
    expect(known(play(survey([1], 1), [failed, { kind: "seeChannelPictures", ...OF }]))).toEqual([]);
    const rank: EngineCommand = { kind: "rankChannels", layer: 2, order: { by: "strength" } };
    expect(known(play(survey([1], 1), [failed, rank]))).toEqual([]);
  });
});

test("silencing forgets its answer with the last channel and with the picture", () => {
  const silenced = [OF];
  const command: EngineCommand = { kind: "silenceChannels", pixels, side: 224, channels: silenced };
  const event: EngineEvent = {
    kind: "channelsSilenced",
    classIds: [1, 2],
    before: new Float32Array([0.75, 0.25]),
    after: new Float32Array([0.5, 0.5]),
  };
  const silent = reduce(initialState(), { type: "neuron", action: { type: "silencedChanged", silenced } });
  const state = reduce(silent, { type: "engineSaid", event, command });
  expect(state.neuron.silencing).toEqual({ classIds: [1, 2], before: [0.75, 0.25], after: [0.5, 0.5] });
  const none = { type: "neuron", action: { type: "silencedChanged", silenced: [] } } as const;
  expect(reduce(state, none).neuron.silencing).toBeUndefined();
  // An answer that comes after all were let go is nobody's.
  const late = reduce(reduce(silent, none), { type: "engineSaid", event, command });
  expect(late.neuron.silencing).toBeUndefined();
});

test("the largest change is found and told in percentage points", () => {
  const changes = classChanges({ classIds: [4, 5, 6], before: [0.8, 0.15, 0.05], after: [0.5, 0.46, 0.04] });
  expect(largestChange(changes)).toEqual({ classId: 5, before: 0.15, after: 0.46 });
  const { largestChange: say } = neuronText;
  expect(say("Birds", 0.8, 0.5, 1, true)).toBe(
    "Without this one channel, Birds falls by 30 percentage points.",
  );
  expect(say("Cups", 0.15, 0.196, 3, true)).toBe(
    "Without the 3 silent channels, Cups rises by 4.6 percentage points.",
  );
  expect(say("Cups", 0.15, 0.1501, 1, false)).toMatch(/another one, next to nothing changes/);
  expect(neuronText.changePoints(-0.002)).toBe("−0.2");
  expect(neuronText.changePoints(0.0001)).toBe("±0");
});

const CLASSES: LearnerClass[] = ["Birds", "Cups", "Cars"].map((name, index) => ({
  id: index + 1,
  name,
  colour: index,
}));

/** Means by class, three pictures each; one picture of nobody. */
function separationOf(means: number[][]) {
  const rows = means.flatMap((own, index) => own.map((mean) => ({ classId: index + 1, mean })));
  const examples = new Map(rows.map(({ classId }, index) => [index, { id: index, classId } as Example]));
  const pictures: ChannelPictures = {
    ...OF,
    side: 2,
    exampleIds: [...rows.keys(), 999],
    maxima: new Float32Array(rows.length + 1),
    places: [],
    means: Float32Array.from([...rows.map(({ mean }) => mean), 50]),
  };
  return bestSeparation(classDistributions(pictures, CLASSES, examples));
}

describe("what a channel separates best", () => {
  test("is the class whose pictures lie farthest from the others, by their spread", () => {
    const separation = separationOf([
      [3, 3.2, 2.8],
      [1, 1.1, 0.9],
      [0.9, 1, 1.1],
    ]);
    expect(separation).toMatchObject({ says: "more", classId: 1 });
    expect("times" in separation && separation.times).toBeCloseTo(3);
    expect(neuronText.separation.more("Birds", 3.1, 8)).toBe(
      "It answers 3.1× as strongly to Birds as to the others.",
    );
  });

  test("may be a class that it answers to less", () => {
    const separation = separationOf([
      [2, 2.1, 1.9],
      [2, 2.1, 1.9],
      [0.5, 0.6, 0.4],
    ]);
    expect(separation).toMatchObject({ says: "less", classId: 3 });
    expect("times" in separation && separation.times).toBeCloseTo(0.25);
  });

  test("is told in standard deviations where values are negative", () => {
    const separation = separationOf([
      [0.5, 0.6, 0.4],
      [-0.5, -0.4, -0.6],
      [-0.5, -0.6, -0.4],
    ]);
    expect(separation).toMatchObject({ says: "more", classId: 1, times: undefined });
    expect(neuronText.separation.more("Birds", undefined, 2.25)).toMatch(/by 2.25 standard deviations/);
  });

  test("has words for one class alone, for none, for all alike, and for nothing to compare", () => {
    expect(
      separationOf([
        [1, 2, 3],
        [0, 0, 0],
        [0, 0, 0.01],
      ]),
    ).toEqual({ says: "only", classId: 1 });
    expect(
      separationOf([
        [0, 0],
        [0, 0],
      ]),
    ).toEqual({ says: "silent" });
    expect(
      separationOf([
        [1, 2, 3],
        [1.1, 2, 3],
      ]),
    ).toEqual({ says: "alike" });
    expect(separationOf([[1, 2, 3]])).toEqual({ says: "nothing" });
  });
});

test("the receptive field grows from layer to layer and stays centred on its place", () => {
  const layer = (input: number | undefined, kernel: number, stride: number, side: number) =>
    ({ input, kernel, stride, side }) as LayerInfo;
  const layers = [layer(undefined, 3, 2, 112), layer(0, 3, 1, 112), layer(1, 1, 1, 112), layer(2, 3, 2, 56)];
  expect(receptiveField(layers, 0, 0)).toEqual({ left: 0, top: 0, side: 3 / 224 });
  // Of 7 pixels, beginning one place of the stem before its own.
  expect(receptiveField(layers, 1, 112 * 10 + 20)).toEqual({ left: 38 / 224, top: 18 / 224, side: 7 / 224 });
  expect(receptiveField(layers, 2, 112 * 10 + 20)).toEqual(receptiveField(layers, 1, 112 * 10 + 20));
  expect(receptiveField(layers, 3, 0).side).toBe(11 / 224);
  expect(placeCentre(4, 5)).toEqual({ x: 0.375, y: 0.375 });
});
