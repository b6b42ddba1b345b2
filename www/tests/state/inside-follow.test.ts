/** What the opened network asks the engine, when it asks again, and how the page's address goes along. */
import { afterEach, describe, expect, test } from "vitest";
import type { EngineCommand } from "../../src/engine/protocol";
import { placeKey } from "../../src/state/inside/inside-state";
import { type InsideApp, insideApp } from "./inside-app";

let app: InsideApp;

afterEach(() => app.stop());

const inside = () => app.store.state.value.inside;
const seenPlace = (level: "map" | "block" | "layer") => inside().seen[level]?.place;
const asked = () =>
  app
    .sentOf("seeLayers")
    .flatMap((command: EngineCommand) => (command.kind === "seeLayers" ? [command] : []));

async function opened(): Promise<void> {
  app = insideApp();
  app.intents.open(true);
  await app.until(() => inside().layers !== undefined);
}

describe("what is asked", () => {
  test("is nothing while the network is closed", async () => {
    app = insideApp();
    app.takeInHand("bird");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(app.sent).toEqual([]);
  });

  test("is what the layers are, and then what they make of the picture in hand", async () => {
    await opened();
    app.takeInHand("bird");
    await app.until(() => seenPlace("map") === "map");
    expect(app.sentOf("describeNetwork")).toHaveLength(1);
    // Numbers about all channels first, and then the maps of those that are worth one.
    const [numbers, maps] = asked();
    expect(numbers?.layers).toHaveLength(18);
    expect(numbers?.layers.every(({ channels, strongest }) => channels.length === 0 && strongest === 0)).toBe(
      true,
    );
    expect(maps?.layers.every(({ channels }) => channels.length >= 10)).toBe(true);
    const seen = inside().seen.map;
    expect(seen && "layers" in seen && seen.layers[0]?.channels).toHaveLength(10);
  });

  test("is asked again for another picture, but not for a place that was just seen", async () => {
    await opened();
    app.takeInHand("bird");
    await app.until(() => seenPlace("map") === "map");
    app.intents.goTo({ at: "block", block: 3 });
    await app.until(() => seenPlace("block") === "block 3");
    const before = asked().length;
    app.intents.goTo({ at: "map" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked()).toHaveLength(before);
    app.takeInHand("car");
    await app.until(() => inside().seen.map?.source === app.store.state.value.trying.source);
    expect(asked()).toHaveLength(before + 2);
  });

  test("a layer is asked for with all of its channels", async () => {
    await opened();
    app.takeInHand("bird");
    app.intents.goTo({ at: "layer", layer: 0 });
    await app.until(() => seenPlace("layer") === placeKey({ at: "layer", layer: 0 }));
    expect(asked().at(-1)?.layers[0]?.channels).toHaveLength(32);
  });

  test("is asked again when the engine is back, and what went wrong is kept until then", async () => {
    await opened();
    app.answer = ({ kind }) =>
      kind === "seeLayers" ? { kind: "failed", error: { code: "panicked", detail: "" } } : undefined;
    app.takeInHand("bird");
    await app.until(() => seenPlace("map") === "map");
    expect(inside().seen.map).toMatchObject({ error: { code: "panicked" } });
    app.store.dispatch({ type: "engineLost" });
    app.store.dispatch({ type: "enginePhaseChanged", phase: { at: "starting" } });
    app.answer = () => undefined;
    app.store.dispatch({ type: "enginePhaseChanged", phase: { at: "ready" } });
    await app.until(() => "layers" in (inside().seen.map ?? {}));
    expect(app.sentOf("describeNetwork")).toHaveLength(2);
  });

  test("the layers are asked for again after another head has come", async () => {
    await opened();
    const command = { kind: "resetHead" } as const;
    app.store.dispatch({ type: "engineSaid", event: { kind: "headReset" }, command });
    await app.until(() => app.sentOf("describeNetwork").length === 2);
  });
});

describe("sorting over all pictures", () => {
  test("looks through them a few at a time, and then asks for the order", async () => {
    await opened();
    app.takeInHand("bird");
    app.intents.goTo({ at: "layer", layer: 0 });
    app.intents.sort({ by: "variance" });
    await app.until(() => inside().ranking !== undefined);
    const surveys = app.sentOf("surveyLayer");
    expect(surveys.map((command) => command.kind === "surveyLayer" && command.exampleIds.length)).toEqual([
      8, 8, 4,
    ]);
    expect(inside().survey).toBeUndefined();
    expect(inside().ranking).toMatchObject({ layer: 0, channels: [2, 0, 1] });
    // Another order over the same pictures needs no other look.
    app.intents.sort({ by: "class", classId: 1 });
    await app.until(() => inside().ranking?.order.by === "class");
    expect(app.sentOf("surveyLayer")).toHaveLength(3);
  });

  test("is stopped at once, sorts by what is known until then, and goes on when asked to", async () => {
    await opened();
    app.intents.goTo({ at: "layer", layer: 0 });
    app.intents.sort({ by: "strength" });
    await app.until(() => app.sentOf("surveyLayer").length === 1);
    app.intents.stopSurvey();
    await app.until(() => inside().ranking !== undefined);
    expect(app.sentOf("surveyLayer")).toHaveLength(1);
    expect(inside().survey?.state).toEqual({ at: "stopped" });
    app.intents.survey();
    await app.until(() => app.store.state.value.neuron.surveyed.get(0)?.size === 20);
  });
});

describe("the address", () => {
  test("says where one is; a walk among channels is one step of the history", async () => {
    await opened();
    app.intents.goTo({ at: "layer", layer: 0 });
    app.intents.goTo({ at: "channel", layer: 0, channel: 3 });
    app.intents.goTo({ at: "channel", layer: 0, channel: 4 });
    expect(app.bar.history).toEqual(["", "#inside/map", "#inside/stem", "#inside/stem/4"]);
    app.bar.goBack();
    expect(inside().place).toEqual({ at: "layer", layer: 0 });
    app.bar.goBack();
    expect(inside().place).toEqual({ at: "map" });
    app.bar.goBack();
    expect(inside().isOpen).toBe(false);
    expect(app.bar.history).toEqual([""]);
  });

  test("opens the network at its place when the page is loaded", async () => {
    app = insideApp("#inside/blocks.3.expand/17");
    await app.until(() => inside().place.at === "channel");
    expect(inside().isOpen).toBe(true);
    expect(app.store.state.value.step).toBe("train");
    expect(app.bar.history).toEqual(["#inside/blocks.3.expand/17"]);
  });

  test("that nobody knows becomes the map's", async () => {
    app = insideApp("#inside/nonsense/1");
    await app.until(() => app.bar.read() === "#inside/map");
    expect(app.bar.history).toEqual(["#inside/map"]);
    expect(inside().place).toEqual({ at: "map" });
  });

  test("of something else on the page neither closes nor is changed", async () => {
    await opened();
    app.bar.edit("#train");
    expect(inside().isOpen).toBe(true);
    app.intents.open(false);
    expect(app.bar.read()).toBe("#train");
  });

  test("is empty again when the network is closed", async () => {
    await opened();
    app.intents.open(false);
    expect(app.bar.read()).toBe("");
  });
});
