/** Another network takes over: nothing is lost on the way there or back, and every engine gets the one that is in use. */
import { expect, test } from "vitest";
import type { NetworkChoice } from "../../src/engine/network-choice";
import { defaultTuningSettings, type EngineCommand } from "../../src/engine/protocol";
import { initialState } from "../../src/state/initial-state";
import { loadedWork } from "../../src/state/load-work";
import type { NetworkIntents } from "../../src/state/network/network-intents";
import { choiceFromSaved, keptChoice } from "../../src/state/network/network-state";
import { createMemoryStore } from "../../src/storage/memory-store";
import { FAKE_BACKBONE, FAKE_RESNET18 } from "../fake-network";
import { allEmbedded, type TestApp, type TestAppOptions, testApp, testPicture } from "./test-app";

const SCRATCH: NetworkChoice = { network: "resnet18", from: "drawn", seed: 1 };
const RESNET18: NetworkChoice = { network: "resnet18", from: "page" };

async function taught(options: TestAppOptions = {}): Promise<TestApp> {
  const app = await testApp(options);
  app.addClass("cups", 5);
  app.addClass("shoes", 5);
  await allEmbedded(app);
  app.intents.training.changeEpochs(3);
  await app.intents.training.train();
  return app;
}

/** What the panel does, with the code that comes with it. */
function network(app: TestApp): NetworkIntents {
  const use = (act: (intents: NetworkIntents) => unknown) => app.intents.network(act);
  return {
    open: (isOpen) => void use((own) => own.open(isOpen)),
    choose: (choice, options) => use((own) => own.choose(choice, options)),
    lookAt: (side) => use((own) => own.lookAt(side)),
    takeRecipe: () => use((own) => own.takeRecipe()),
    openFile: (file) => use((own) => own.openFile(file)),
    stay: () => void use((own) => own.stay()),
  };
}

function own(app: TestApp) {
  const { network, engine, training, examples, undoStack, plan } = app.store.state.value;
  return { network, engine, training, examples, undoStack, plan };
}

test("pictures stay and are looked at anew, and undo brings back what was learned", async () => {
  const app = await taught();
  const before = own(app);
  expect(before.training).toMatchObject({ epoch: 3, hasHead: true });
  const old = [...app.engine.sent];
  await network(app).choose(SCRATCH);
  await allEmbedded(app);
  const now = own(app);
  expect(now.network).toMatchObject({ choice: SCRATCH, change: undefined, failure: undefined });
  expect(now.engine).toMatchObject({
    phase: { at: "ready" },
    backbone: { numBlocks: 8, isPretrained: false },
  });
  expect(now.examples.size).toBe(10);
  expect(now.training).toMatchObject({ epoch: 0, hasHead: false, history: [] });
  expect(now.undoStack.at(-1)?.step).toEqual({ did: "changedNetwork", to: "resnet18" });
  const [candidate] = app.engine.candidates;
  expect(candidate?.sent.filter(({ kind }) => kind === "embed")).not.toHaveLength(0);
  // The engine that looked before was asked for nothing of the other's.
  expect(old.some(({ kind }) => kind === "drawNetwork")).toBe(false);

  await app.intents.training.train();
  expect(own(app).training.epoch).toBe(3);
  app.intents.undo.undo();
  await app.until(() => own(app).network.choice.from === "page" && own(app).engine.phase.at === "ready");
  await app.until(() => !own(app).training.isBusy);
  const back = own(app);
  expect(back.engine.backbone).toEqual(FAKE_BACKBONE);
  expect(back.training).toMatchObject({ epoch: 3, hasHead: true });
  expect(back.training.history).toEqual(before.training.history);
  expect(back.undoStack).toHaveLength(before.undoStack.length);
  // Its features were kept, so nothing had to be looked at again.
  const last = app.engine.candidates.at(-1);
  expect(last?.sent.map(({ kind }) => kind)).not.toContain("embed");

  // And the other way again: what was learned there is back as well.
  await network(app).choose(SCRATCH);
  expect(own(app).training).toMatchObject({ epoch: 3, hasHead: true });
  app.stop();
});

test("how deep it learns is translated into the other network, and comes back as it was", async () => {
  const app = await taught();
  app.intents.deeper.cutAt(8);
  await network(app).choose(RESNET18);
  expect(own(app).plan.settings.tuning).toMatchObject({ firstBlock: 6, stochasticDepth: 0 });
  await allEmbedded(app);
  await app.intents.training.train();
  expect(own(app).training.epoch).toBe(3);
  expect(app.store.state.value.deeper.learnedFromLayer).toBe(16);
  await network(app).choose({ network: "efficientnet-lite0", from: "page" });
  expect(own(app).plan.settings.tuning).toEqual({ ...defaultTuningSettings, firstBlock: 8 });
  expect(app.store.state.value.deeper.learnedFromLayer).toBeUndefined();
  app.stop();
});

test("how deep ResNet-18 learns, chosen there for the first time, is nothing that it cannot do", async () => {
  const app = await taught();
  await network(app).choose(SCRATCH);
  await allEmbedded(app);
  app.intents.deeper.cutAt(6);
  expect(own(app).plan.settings.tuning).toEqual({
    ...defaultTuningSettings,
    firstBlock: 6,
    stochasticDepth: 0,
  });
  await app.intents.training.train();
  expect(own(app).training.epoch).toBe(3);
  expect(app.store.state.value.notices.filter(({ problem }) => problem.kind === "engine")).toEqual([]);
  app.stop();
});

test("what does not come leaves everything as it is, and says why", async () => {
  let isOffline = false;
  const app = await taught({ downloadFails: () => isOffline });
  const before = own(app);
  isOffline = true;
  await network(app).choose(RESNET18);
  expect(own(app)).toEqual({ ...before, network: { ...before.network, failure: expect.anything() } });
  expect(own(app).network.failure).toMatchObject({
    to: RESNET18,
    problem: { kind: "downloadFailed", reason: "offline" },
  });
  expect(app.engine.candidates.every(({ isOver }) => isOver)).toBe(true);
  isOffline = false;
  await network(app).choose(RESNET18);
  expect(own(app).network).toMatchObject({ choice: RESNET18, failure: undefined });
  app.stop();
});

test("a file that is no network gets the engine's own words, and the old network goes on", async () => {
  const app = await taught({
    engine: {
      onCandidate: (one) => one.failNext("receiveWeights", { code: "weightsCorrupt", place: "conv1" }),
    },
  });
  await network(app).openFile(new Blob(["nonsense"]));
  expect(own(app).network).toMatchObject({
    change: undefined,
    failure: { problem: { kind: "engine", error: { code: "weightsCorrupt" } } },
  });
  expect(own(app).training).toMatchObject({ epoch: 3, hasHead: true });
  expect(own(app).engine.backbone).toEqual(FAKE_BACKBONE);
  app.stop();
});

test("the network that looks already is not exchanged for itself", async () => {
  const app = await taught();
  await network(app).choose({ network: "efficientnet-lite0", from: "file", file: new Blob(["x"]) });
  expect(own(app).network).toMatchObject({
    failure: { problem: undefined },
    choice: { from: "page" },
  });
  expect(own(app).training.epoch).toBe(3);
  app.stop();
});

test("as long as it only arrives it can be stopped, and training goes on meanwhile", async () => {
  let isHeld = true;
  const app = await taught({ holdsBackCandidate: () => isHeld });
  const choosing = network(app).choose(RESNET18);
  await app.until(() => own(app).network.change?.at === "arriving");
  await app.intents.training.train();
  expect(own(app).training.epoch).toBe(6);
  // Undo waits until it is decided.
  const { length } = own(app).undoStack;
  app.intents.undo.undo();
  expect(own(app).undoStack).toHaveLength(length);
  network(app).stay();
  await choosing;
  isHeld = false;
  expect(own(app).network).toMatchObject({ change: undefined, failure: undefined, choice: { from: "page" } });
  expect(own(app).training.epoch).toBe(6);
  app.stop();
});

test("training that is under way pauses, and what it came to is laid aside", async () => {
  const app = await taught({ engine: { millisPerCommand: ({ kind }) => (kind === "trainEpoch" ? 3 : 0) } });
  app.intents.training.changeEpochs(500);
  const training = app.intents.training.train();
  await app.until(() => own(app).training.epoch > 5);
  await network(app).choose(SCRATCH);
  await training;
  expect(own(app).training).toMatchObject({ isWanted: false, isBusy: false, epoch: 0 });
  app.intents.undo.undo();
  await app.until(() => own(app).training.epoch > 5);
  app.stop();
});

test("the choice is kept with the work, and the next visit begins with it and what it had learned", async () => {
  const workStore = createMemoryStore("refused");
  const first = await taught({ workStore });
  await network(first).choose(SCRATCH);
  await allEmbedded(first);
  await first.intents.training.train();
  await first.until(() => !own(first).training.isBusy);
  await new Promise((resolve) => setTimeout(resolve, 450));
  const { project, head } = await workStore.load();
  expect(project?.details).toMatchObject({ network: keptChoice(SCRATCH) });
  expect(head?.fingerprint).toBe("drawn-resnet18-1");
  first.stop();

  const next = await testApp({ workStore });
  expect(own(next).network.choice).toEqual(SCRATCH);
  expect(own(next).engine.backbone?.fingerprint).toBe("drawn-resnet18-1");
  expect(own(next).training).toMatchObject({ epoch: 3, hasHead: true });
  expect(next.engine.sent.map(({ kind }) => kind)).not.toContain("embed");
  await network(next).choose({ network: "efficientnet-lite0", from: "page" });
  expect(own(next).training).toMatchObject({ epoch: 3, hasHead: true });
  next.stop();
});

test("a file that another visit does not have makes room for the standard network, and nothing is lost", async () => {
  const workStore = createMemoryStore("refused");
  const first = await taught({ workStore });
  const file = new Blob(["weights"]);
  await network(first).openFile(file);
  expect(own(first).network.choice).toEqual({ network: "resnet18", from: "file", file });
  expect(own(first).engine.backbone).toEqual(FAKE_RESNET18);
  await allEmbedded(first);
  first.intents.training.changeEpochs(2);
  await first.intents.training.train();
  await first.until(() => !own(first).training.isBusy);
  await new Promise((resolve) => setTimeout(resolve, 450));
  first.stop();

  const isGone = (choice: NetworkChoice) => choice.from === "file" && !choice.file;
  const next = await testApp({ workStore, lacks: isGone });
  await next.until(() => !own(next).training.isBusy);
  expect(own(next).network.choice).toEqual({ network: "efficientnet-lite0", from: "page" });
  expect(next.store.state.value.notices.map(({ problem }) => problem.kind)).toContain("networkFileGone");
  expect(own(next).training).toMatchObject({ epoch: 3, hasHead: true });
  // What the other one had learned waits for its file.
  await network(next).openFile(new Blob(["weights"]));
  expect(own(next).training).toMatchObject({ epoch: 2, hasHead: true });
  next.stop();
});

test("an engine that is started again gets the network in use", async () => {
  const app = await taught();
  await network(app).choose(SCRATCH);
  await allEmbedded(app);
  await app.intents.training.train();
  app.engine.kill();
  await app.until(() => own(app).engine.phase.at === "ready" && own(app).training.hasHead);
  await app.until(() => !own(app).training.isBusy);
  expect(own(app).engine.backbone?.fingerprint).toBe("drawn-resnet18-1");
  expect(own(app).training.epoch).toBe(3);
  app.stop();
});

test("an engine that dies while another network arrives is started again with the old one", async () => {
  let isHeld = true;
  const app = await taught({ holdsBackCandidate: () => isHeld });
  const choosing = network(app).choose(RESNET18);
  await app.until(() => own(app).network.change !== undefined);
  app.engine.kill();
  await choosing;
  isHeld = false;
  await app.until(() => own(app).engine.phase.at === "ready" && !own(app).training.isBusy);
  expect(own(app).network).toMatchObject({ choice: { from: "page" }, change: undefined });
  expect(own(app).engine.backbone).toEqual(FAKE_BACKBONE);
  expect(own(app).training).toMatchObject({ epoch: 3, hasHead: true });
  app.stop();
});

test("where no network works another one can be chosen, and what was learned waits for its own", async () => {
  const workStore = createMemoryStore("refused");
  const first = await taught({ workStore });
  await network(first).choose(RESNET18);
  await allEmbedded(first);
  await first.intents.training.train();
  await first.until(() => !own(first).training.isBusy);
  await new Promise((resolve) => setTimeout(resolve, 450));
  first.stop();

  let isMissing = true;
  const next = await testApp({ workStore, downloadFails: () => isMissing });
  expect(own(next).engine.phase.at).toBe("failed");
  expect(own(next).network.choice).toEqual(RESNET18);
  isMissing = false;
  await network(next).choose({ network: "efficientnet-lite0", from: "page" });
  await next.until(() => own(next).engine.phase.at === "ready" && !own(next).training.isBusy);
  expect(own(next).engine.backbone).toEqual(FAKE_BACKBONE);
  expect(own(next).training).toMatchObject({ epoch: 3, hasHead: true });
  await network(next).choose(RESNET18);
  expect(own(next).training).toMatchObject({ epoch: 3, hasHead: true });
  next.stop();
});

test("the GPU is left alone where there are no programs for it, and is back with the network it has them for", async () => {
  const millisPerCommand = ({ kind, ...command }: EngineCommand) =>
    kind === "measureBackbone" && "device" in command && command.device === "cpu" ? 20 : 0;
  const app = await taught({ engine: { hasGpu: true, millisPerCommand } });
  await app.until(() => own(app).engine.device?.device === "gpu");
  await network(app).choose(RESNET18);
  expect(own(app).engine.device).toEqual({
    device: "cpu",
    why: { because: "refused", refusal: { reason: "noShaders", network: "resnet18" } },
  });
  expect(app.engine.build).not.toBe("gpu");
  expect(
    app.engine.candidates.filter(({ sent }) => sent.some(({ kind }) => kind === "connectGpu")),
  ).toHaveLength(1);
  app.intents.undo.undo();
  await app.until(() => own(app).engine.device?.device === "gpu");
  app.stop();
});

test("a race is run with the network in use", async () => {
  const app = await taught();
  await network(app).choose(RESNET18);
  await allEmbedded(app);
  app.intents.race.takePart("tail", false);
  await app.intents.race.start();
  const { race } = app.store.state.value;
  expect(race.phase).toEqual({ at: "over", isWhole: true });
  expect(race.course?.networks[0]?.depths.numBlocks).toBe(8);
  const racing = app.engine.candidates.at(-1);
  const [first] = racing?.sent ?? [];
  expect(first).toMatchObject({ kind: "receiveWeights", bytes: Uint8Array.of(1) });
  app.stop();
});

test("pictures that came meanwhile are looked at by the network that came back as well", async () => {
  const app = await taught();
  await network(app).choose(RESNET18);
  const [classId] = [...app.store.state.value.classes].map(({ id }) => id);
  app.intents.adding.addPictures([testPicture(60, "late")], classId ?? 0);
  await allEmbedded(app);
  app.intents.undo.undo();
  await app.until(() => own(app).network.choice.network === "efficientnet-lite0");
  await allEmbedded(app);
  const embedded = app.engine.candidates.at(-1)?.sent.filter(({ kind }) => kind === "embed") ?? [];
  expect(embedded).toHaveLength(1);
  expect(own(app).training).toMatchObject({ epoch: 3, hasHead: true });
  app.stop();
});

test("whatever else was kept in its place is no choice", () => {
  for (const choice of [SCRATCH, RESNET18, { network: "resnet18", from: "file", file: undefined } as const]) {
    expect(choiceFromSaved(structuredClone(keptChoice(choice)))).toEqual(choice);
  }
  for (const nonsense of [undefined, null, "resnet18", {}, { network: "vgg", from: "page" }]) {
    expect(choiceFromSaved(nonsense)).toBeUndefined();
  }
  expect(choiceFromSaved({ network: "resnet18", from: "drawn", seed: "1" })).toBeUndefined();
  const work = { project: undefined, examples: [], head: undefined, numSkipped: 0 };
  expect(loadedWork(work, String).network).toBeUndefined();
  expect(initialState().network.choice).toEqual({ network: "efficientnet-lite0", from: "page" });
});
