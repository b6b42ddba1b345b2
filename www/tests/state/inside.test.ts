/** What changes the opened network: going somewhere, an address, layers that arrive or become others, and what was seen. */
import { describe, expect, test } from "vitest";
import { drawnNetwork, drawnSeen } from "../../src/gallery/drawn-network";
import type { AppState } from "../../src/state/app-state";
import { initialState } from "../../src/state/initial-state";
import { deviations, sortedChannels } from "../../src/state/inside/channel-sort";
import type { InsideAction, InsidePlace } from "../../src/state/inside/inside-state";
import { withBestChannels, withCandidates } from "../../src/state/inside/picked-channels";
import { placeAfterStep, placesOnTheWay } from "../../src/state/inside/walk";
import { mapLayerNumbers, wishedLayers } from "../../src/state/inside/wished-layers";
import { reduce } from "../../src/state/reduce";

const layers = drawnNetwork(3);
const EXPAND = layers.findIndex(({ name }) => name === "blocks.3.expand");

function own(state: AppState, action: InsideAction): AppState {
  return reduce(state, { type: "inside", action });
}

function described(state: AppState, numClasses = 3): AppState {
  const event = { kind: "networkDescribed", layers: drawnNetwork(numClasses) } as const;
  return reduce(state, { type: "engineSaid", event, command: { kind: "describeNetwork" } });
}

describe("an address", () => {
  test("waits for the names of the layers, and then leads there", () => {
    const waiting = own(initialState(), { type: "addressRead", address: "#inside/blocks.3.expand/17" });
    expect(waiting.inside).toMatchObject({ isOpen: true, place: { at: "map" } });
    const { inside } = described(waiting);
    expect(inside.place).toEqual({ at: "channel", layer: EXPAND, channel: 17 });
    expect(inside.wantedAddress).toBeUndefined();
  });

  test("is forgotten when the learner goes elsewhere first", () => {
    const waiting = own(initialState(), { type: "addressRead", address: "#inside/blocks.3.expand/17" });
    const gone = own(waiting, { type: "wentTo", place: { at: "block", block: 2 } });
    expect(described(gone).inside.place).toEqual({ at: "block", block: 2 });
  });
});

describe("the layers", () => {
  test("stay the same list when the engine says the same again", () => {
    const once = described(initialState());
    expect(described(once).inside.layers).toBe(once.inside.layers);
  });

  test("may get other numbers, and the learner stays at the same name", () => {
    const state = own(described(initialState()), { type: "wentTo", place: { at: "layer", layer: 51 } });
    const withHidden = [...layers.slice(0, 50), { ...layers[50], name: "hidden" }, ...layers.slice(50)];
    const event = { kind: "networkDescribed", layers: withHidden } as never;
    const next = reduce(state, { type: "engineSaid", event, command: { kind: "describeNetwork" } });
    expect(next.inside.place).toEqual({ at: "layer", layer: 52 });
  });

  test("that are gone lead back to the map", () => {
    const place = { at: "value", layer: 50, channel: 2, row: 0, column: 0 } as const;
    const state = own(described(initialState()), { type: "wentTo", place });
    expect(described(state, 2).inside.place).toEqual({ at: "map" });
  });

  test("are asked for again whenever the head may be another one", () => {
    const before = initialState();
    const command = { kind: "resetHead" } as const;
    const after = reduce(before, { type: "engineSaid", event: { kind: "headReset" }, command });
    expect(after.inside.headRevision).toBeGreaterThan(before.inside.headRevision);
  });
});

test("sorting by a class that is deleted ends", () => {
  const added = reduce(initialState(), { type: "classAdded", item: { id: 4, name: "cups", colour: 0 } });
  const sorted = own(added, { type: "sorted", sort: { by: "class", classId: 4 } });
  expect(reduce(sorted, { type: "classDeleted", classId: 4 }).inside.sort).toEqual({ by: "contrast" });
});

describe("a survey", () => {
  test("that was stopped stays stopped when its last answer arrives", () => {
    const begun = own(initialState(), { type: "surveyWished", layer: 3 });
    const stopped = own(begun, { type: "surveyStopped" });
    const late = own(stopped, { type: "surveyProgressed", layer: 3, done: 16, total: 72 });
    expect(late.inside.survey).toEqual({ layer: 3, done: 16, total: 72, state: { at: "stopped" } });
  });
});

describe("the neighbours of a place", () => {
  const step = (place: InsidePlace, by: Parameters<typeof placeAfterStep>[1]) =>
    placeAfterStep(place, by, layers);

  test("are blocks, layers and channels, and nothing beyond the ends", () => {
    expect(step({ at: "block", block: 0 }, "previous")).toBeUndefined();
    expect(step({ at: "block", block: 0 }, "next")).toEqual({ at: "block", block: 1 });
    expect(step({ at: "layer", layer: 0 }, "next")).toEqual({ at: "layer", layer: 1 });
    expect(step({ at: "channel", layer: 0, channel: 31 }, "next")).toBeUndefined();
    expect(step({ at: "channel", layer: 0, channel: 30 }, "next")).toMatchObject({ channel: 31 });
  });

  test("in another layer are at the same part of the picture", () => {
    const value = { at: "value", layer: EXPAND, channel: 140, row: 10, column: 40 } as const;
    expect(step(value, "nextLayer")).toEqual({ ...value, layer: EXPAND + 1, row: 5, column: 20 });
  });

  test("behind the last convolution are values", () => {
    expect(step({ at: "channel", layer: 48, channel: 900 }, "nextLayer")).toEqual({
      at: "value",
      layer: 49,
      channel: 900,
      row: 0,
      column: 0,
    });
  });

  test("the way to a value goes through its block, layer and channel", () => {
    const way = placesOnTheWay({ at: "value", layer: EXPAND, channel: 17, row: 5, column: 6 }, layers);
    expect(way.map(({ at }) => at)).toEqual(["map", "block", "layer", "channel", "value"]);
    const flat = placesOnTheWay({ at: "value", layer: 50, channel: 1, row: 0, column: 0 }, layers);
    expect(flat.map(({ at }) => at)).toEqual(["map", "layer", "value"]);
  });
});

describe("the channels on view", () => {
  test("of the map are those of the stem, each block's depthwise layer, and the head", () => {
    expect(mapLayerNumbers(layers)).toHaveLength(18);
    expect(wishedLayers({ at: "block", block: 0 }, layers)).toHaveLength(2);
    expect(wishedLayers({ at: "layer", layer: 49 }, layers)?.[0]).toMatchObject({ layer: 48 });
    expect(wishedLayers({ at: "layer", layer: 50 }, layers)).toBeUndefined();
  });

  const side = 4;
  const flat = new Float32Array(16).fill(5);
  const half = Float32Array.from({ length: 16 }, (_, place) => (place < 8 ? 6 : 0));
  const weak = Float32Array.from({ length: 16 }, (_, place) => (place < 8 ? 2 : 0));
  const seen = {
    layer: 0,
    side,
    channels: [0, 1, 2],
    maps: Float32Array.from([...flat, ...half, ...weak]),
    means: Float32Array.of(5, 3, 1),
    maxima: Float32Array.of(5, 6, 2),
  };
  const choice = { layer: 0, channels: [], strongest: 2 };

  test("vary most from place to place, not those that answer to everything", () => {
    const [candidates] = withCandidates([{ ...choice, strongest: 1 }], [seen], layers);
    expect(candidates?.channels).toEqual([1, 2, 0]);
    const [best] = withBestChannels([seen], [choice]);
    expect(best?.channels).toEqual([1, 2]);
    expect([...(best?.maps ?? [])]).toEqual([...half, ...weak]);
  });

  test("keep their places while they are good enough", () => {
    const held = [{ layer: 0, channels: [2, 1], strongest: 0 }];
    expect(withBestChannels([seen], [choice], held)[0]?.channels).toEqual([2, 1]);
  });

  test("are sorted by what is seen, or by what the engine says", () => {
    expect([...deviations(seen)]).toEqual([0, 3, 1]);
    expect(sortedChannels({ by: "number" }, seen, undefined)?.channels).toEqual([0, 1, 2]);
    expect(sortedChannels({ by: "mean" }, seen, undefined)?.channels).toEqual([0, 1, 2]);
    expect(sortedChannels({ by: "contrast" }, seen, undefined)?.channels).toEqual([1, 2, 0]);
    const order = { by: "variance" } as const;
    expect(sortedChannels(order, seen, undefined)).toBeUndefined();
    const ranking = { layer: 0, order, channels: [2, 0, 1], values: Float32Array.of(3, 2, 1) };
    expect(sortedChannels(order, seen, ranking)?.channels).toEqual([2, 0, 1]);
    expect(sortedChannels(order, { ...seen, layer: 1 }, ranking)).toBeUndefined();
  });

  test("a drawn answer has as many maps as were asked for", () => {
    const answer = drawnSeen(layers, { layer: EXPAND, channels: [], strongest: 5 });
    expect(answer.maps).toHaveLength(5 * 56 * 56);
  });
});
