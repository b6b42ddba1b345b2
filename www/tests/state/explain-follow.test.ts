/** The page asks why exactly when somebody looks, and again when the picture or the head is another one. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EngineClient } from "../../src/engine/client";
import type { EngineCommand } from "../../src/engine/protocol";
import { explainScenes } from "../../src/gallery/scenes-explain";
import { explainIntents } from "../../src/state/explain/explain-intents";
import { ALL_NEURONS } from "../../src/state/explain/explain-state";
import { followAnswers } from "../../src/state/explain/follow-answers";
import { followExplain } from "../../src/state/explain/follow-explain";
import type { Dependencies } from "../../src/state/intents/dependencies";
import { createStore, type Store } from "../../src/state/store";

let stop = () => {};
let store: Store;
let sent: EngineCommand[];

beforeEach(() => {
  sent = [];
});

afterEach(() => stop());

function begin(name: string, follow = followAnswers) {
  const scene = explainScenes.find((candidate) => candidate.name === name);
  if (!scene) throw new Error(`there is no scene ${name}`);
  store = createStore(scene.state());
  const client = {
    async askLatest(_topic: string, command: EngineCommand) {
      sent.push(command);
      return undefined;
    },
  } as unknown as EngineClient;
  const inputs = { pixelsFromBlob: async () => new Uint8Array(4) };
  const dependencies = { store, client, inputs } as unknown as Dependencies;
  stop = follow(dependencies);
  return explainIntents(dependencies);
}

/** What was asked since the last time. */
async function asked(): Promise<EngineCommand[]> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return sent.splice(0);
}

const kinds = (commands: readonly EngineCommand[]) => commands.map(({ kind }) => kind).sort();

test("a value is asked about with its channel's map, and at another place without it", async () => {
  begin("value-standard");
  const first = await asked();
  expect(kinds(first)).toEqual(["explainValue", "seeLayers"]);
  expect(first.find(({ kind }) => kind === "explainValue")).toMatchObject({ layer: 0, channel: 3, row: 40 });
  const place = { at: "value", layer: 0, channel: 3, row: 41, column: 61 } as const;
  store.dispatch({ type: "inside", action: { type: "wentTo", place } });
  expect(kinds(await asked())).toEqual(["explainValue"]);
  store.dispatch({ type: "inside", action: { type: "opened", isOpen: false } });
  expect(await asked()).toEqual([]);
});

test("who asks is fetched when there is something to ask for the first time", async () => {
  const intents = begin("evidence-sum", followExplain);
  await vi.waitFor(() => expect(kinds(sent)).toEqual(["weighNeurons"]));
  stop();
  intents.compareWith(3);
  expect(await asked()).toHaveLength(1);
});

test("a score is asked about again when the head has learned, and not while it learns", async () => {
  begin("value-score");
  expect(kinds(await asked())).toEqual(["explainValue", "weighNeurons"]);
  store.dispatch({ type: "trainingBusy", isBusy: true });
  store.dispatch({ type: "engineSaid", event: { kind: "headReset" }, command: { kind: "resetHead" } });
  expect(await asked()).toEqual([]);
  store.dispatch({ type: "trainingBusy", isBusy: false });
  expect(kinds(await asked())).toEqual(["explainValue", "weighNeurons"]);
});

test("without a still picture nothing is asked", async () => {
  begin("value-camera");
  expect(await asked()).toEqual([]);
});

test("a sum is asked for only while it is open, and for the lead over the other class", async () => {
  const intents = begin("evidence-sum");
  expect(await asked()).toMatchObject([
    { kind: "weighNeurons", classId: 1, against: undefined, most: ALL_NEURONS },
  ]);
  intents.openSum(false);
  intents.compareWith(3);
  expect(await asked()).toEqual([]);
  intents.openSum(true);
  expect(await asked()).toMatchObject([{ kind: "weighNeurons", classId: 1, against: 3 }]);
});

test("a map is asked for when it is not the one of the answer", async () => {
  const intents = begin("evidence-sum");
  await asked();
  intents.chooseMapLayer(26);
  expect(await asked()).toMatchObject([{ kind: "seeClassMap", layer: 26, classId: 1, epoch: undefined }]);
  intents.chooseMapLayer(undefined);
  expect(await asked()).toEqual([]);
});

test("two epochs are two maps and two sums", async () => {
  begin("evidence-compared");
  const commands = await asked();
  expect(kinds(commands)).toEqual(["seeClassMap", "seeClassMap", "weighNeurons", "weighNeurons"]);
  const epochs = commands.flatMap((command) => ("epoch" in command ? [command.epoch] : []));
  expect(epochs.sort()).toEqual([0, 0, undefined, undefined]);
});

test("with a hidden layer the map is asked for, and no sum", async () => {
  begin("evidence-hidden");
  expect(kinds(await asked())).toEqual(["seeClassMap"]);
});

test("the class whose score is open is explained beside the picture, and the other way round", async () => {
  const intents = begin("value-score");
  const { select } = store;
  expect(select.explainedClassId.value).toBe(1);
  intents.chooseClass(3);
  expect(select.explainedClassId.value).toBe(3);
  expect(select.inside.value.place).toMatchObject({ at: "value", channel: 2 });
  const place = { at: "value", layer: 50, channel: 1, row: 0, column: 0 } as const;
  store.dispatch({ type: "inside", action: { type: "wentTo", place } });
  expect(select.explainedClassId.value).toBe(2);
});

test("once the score is closed or out of sight, the likeliest class is explained again", () => {
  const intents = begin("value-score");
  const { select } = store;
  const open = (channel: number) => {
    const place = { at: "value", layer: 50, channel, row: 0, column: 0 } as const;
    store.dispatch({ type: "inside", action: { type: "wentTo", place } });
  };
  open(2);
  expect(select.explainedClassId.value).toBe(3);
  store.dispatch({ type: "stepChanged", step: "try" });
  expect(select.explainedClassId.value).toBe(1);
  store.dispatch({ type: "stepChanged", step: "train" });
  intents.openClass(2);
  expect(select.inside.value.place).toMatchObject({ at: "value", channel: 1 });
  expect(select.explainedClassId.value).toBe(2);
  store.dispatch({ type: "inside", action: { type: "opened", isOpen: false } });
  expect(select.explainedClassId.value).toBe(1);
  // What was chosen beside the picture stays chosen, until there is another picture.
  intents.chooseClass(3);
  open(1);
  store.dispatch({ type: "inside", action: { type: "opened", isOpen: false } });
  expect(select.explainedClassId.value).toBe(3);
  store.dispatch({ type: "trySourceChanged", source: { from: "camera" } });
  expect(select.trying.value.chosenClassId).toBeUndefined();
});
