/** The GPU takes over while pictures are there, or stays away, or breaks: nothing is lost and nothing is done twice. */
import { afterEach, expect, test } from "vitest";
import type { EngineBuild } from "../../src/engine/engine-build";
import type { EngineCommand } from "../../src/engine/protocol";
import { type DeviceMemory, memoryKey } from "../../src/state/choose-device";
import { FAKE_BACKBONE, type FakeCandidate } from "../fake-engine";
import { allEmbedded, type TestApp, type TestAppOptions, testApp } from "./test-app";

const FAST_GPU = { cpuMillis: 100, gpuMillis: 20 };
const SLOW_GPU = { cpuMillis: 50, gpuMillis: 80 };
const KEY = memoryKey(FAKE_BACKBONE.fingerprint, "fake adapter");

let app: TestApp;
afterEach(() => app.stop());

const state = () => app.store.state.value;
const device = () => state().engine.device;
/** What the learner is told; that nothing is kept is the tests' own doing. */
const troubles = () =>
  state().notices.flatMap(({ problem }) => (problem.kind === "storageRefused" ? [] : [problem.kind]));
const numOf = (commands: readonly EngineCommand[], kind: EngineCommand["kind"]) =>
  commands.filter((command) => command.kind === kind).length;

function memory(kept?: object): DeviceMemory & { kept: Map<string, string> } {
  const entries = new Map(kept ? [[KEY, JSON.stringify(kept)]] : []);
  return {
    kept: entries,
    read: (key) => entries.get(key),
    write: (key, value) => void entries.set(key, value),
    forget: () => entries.clear(),
  };
}

interface Started extends TestAppOptions {
  onCandidate?: (candidate: FakeCandidate) => void;
  /** Until it says so, the GPU's engine does not even begin to load. */
  isHeldBack?: () => boolean;
}

/** A machine whose GPU passes every check; how fast it is, the memory says. */
async function startWithGpu({ onCandidate, isHeldBack, ...options }: Started = {}): Promise<void> {
  // Before that, `app` is the one of the test before.
  let hasStarted = false;
  app = await testApp({
    memory: memory(FAST_GPU),
    ...options,
    engine: { hasGpu: true, ...(onCandidate && { onCandidate }), ...options.engine },
    ...(isHeldBack && { holdsBackCandidate: () => !hasStarted || isHeldBack() }),
  });
  hasStarted = true;
}

/** A machine on which the GPU wins by being measured. */
const SLOW_CPU = {
  hasGpu: true,
  millisPerCommand: ({ kind }: EngineCommand, build: EngineBuild) =>
    kind === "measureBackbone" && build === "cpu" ? 20 : 0,
};

/** The second engine, once there is one. */
async function candidate(): Promise<FakeCandidate> {
  await app.until(() => app.engine.candidates.length > 0);
  const newest = app.engine.candidates.at(-1);
  if (!newest) throw new Error("there is no second engine");
  return newest;
}

test("the page is ready on the CPU first, and the GPU takes over afterwards", async () => {
  await startWithGpu();
  expect(state().engine.phase.at).toBe("ready");
  expect(device()).toEqual({ device: "cpu", why: { because: "answersFirst" } });
  expect(app.engine.build).toBe("cpu");
  await app.until(() => device()?.device === "gpu");
  expect(device()).toEqual({ device: "gpu", why: { because: "measured", ...FAST_GPU } });
  expect(app.engine.build).toBe("gpu");
  expect(app.engine.candidates).toHaveLength(1);
  expect(state().engine.gpuSearch).toBeUndefined();
  expect(troubles()).toEqual([]);
});

test("pictures, curves and what was learned are all with the GPU, and nothing was looked at again", async () => {
  let isHeldBack = true;
  await startWithGpu({ isHeldBack: () => isHeldBack });
  app.addClass("cups", 10);
  app.addClass("pens", 10);
  await allEmbedded(app);
  app.intents.training.changeEpochs(6);
  await app.intents.training.train();
  await app.intents.trying.tryExample(3);
  const before = state();
  isHeldBack = false;
  await app.until(() => device()?.device === "gpu");
  // Of the epochs themselves it knows only the last.
  expect(state().training).toEqual({ ...before.training, rememberedFrom: 6 });
  expect(state().examples).toBe(before.examples);
  expect(state().trying.answer).toEqual(before.trying.answer);
  const gpu = await candidate();
  const kinds = gpu.sent.map(({ kind }) => kind);
  expect(kinds.slice(-3)).toEqual(["restoreFeatures", "setDataset", "importHead"]);
  expect(numOf(gpu.sent, "embed")).toBe(0);

  await app.intents.trying.tryExample(4);
  expect(state().trying.answer?.classIds).toEqual([1, 2]);
  await app.intents.training.train();
  expect(state().training.epoch).toBe(12);
  expect(state().training.history.map(({ epoch }) => epoch)).toEqual(
    Array.from({ length: 12 }, (_, index) => index + 1),
  );
  expect(numOf(gpu.sent, "trainEpoch")).toBe(6);
  expect(numOf(gpu.sent, "setDataset"), "the sides are the same, so it is told once").toBe(1);
});

test("what changes while it waits is told in the moment of the change", async () => {
  await startWithGpu({ isHeldBack: () => state().training.epoch < 3 });
  app.addClass("cups", 10);
  app.addClass("pens", 10);
  await allEmbedded(app);
  app.intents.training.changeEpochs(60);
  const run = app.intents.training.train();
  await app.until(() => state().engine.gpuSearch === "waiting");
  app.addClass("keys", 10);
  await run;
  await app.until(() => device()?.device === "gpu");
  expect(state().training.history.at(-1)?.classIds).toHaveLength(3);
  const { sent } = await candidate();
  const datasets = sent.flatMap((command) => (command.kind === "setDataset" ? [command] : []));
  expect(datasets.map(({ classIds }) => classIds.length)).toEqual([2, 3]);
  expect(datasets.at(-1)?.examples.every(({ side }) => side !== undefined)).toBe(true);
  expect(sent.at(-1)?.kind).toBe("importHead");
});

test("pictures that are being looked at when it happens are finished exactly once", async () => {
  await startWithGpu({
    engine: { hasGpu: true, millisPerCommand: ({ kind }) => (kind === "embed" ? 8 : 0) },
  });
  app.addClass("cups", 60);
  app.addClass("pens", 60);
  await app.until(() => device()?.device === "gpu");
  expect(app.store.select.numWaiting.value).toBeGreaterThan(0);
  await allEmbedded(app);
  const gpu = await candidate();
  const looked = (commands: readonly EngineCommand[]) =>
    commands.flatMap((command) => (command.kind === "embed" ? command.exampleIds : []));
  expect(looked(gpu.sent).length).toBeGreaterThan(0);
  expect(looked(app.engine.sent).toSorted((a, b) => a - b)).toEqual([...state().examples.keys()]);
  // What the CPU had seen is known to the GPU as well: all of it can be trained on.
  app.intents.training.changeEpochs(1);
  await app.intents.training.train();
  expect(state().training.history[0]?.training.numExamples).toBe(96);
});

test("it waits for training to come to rest, says so, and answers go on meanwhile", async () => {
  await startWithGpu({ isHeldBack: () => state().training.epoch < 3 });
  app.addClass("cups", 10);
  app.addClass("pens", 10);
  await allEmbedded(app);
  app.intents.training.changeEpochs(40);
  const run = app.intents.training.train();
  await app.until(() => state().engine.gpuSearch === "waiting");
  expect(device()?.device).toBe("cpu");
  await app.intents.trying.tryExample(3);
  expect(state().trying.answer).toBeDefined();
  await run;
  await app.until(() => device()?.device === "gpu");
  expect(state().training).toMatchObject({ epoch: 40, hasHead: true });
  expect(numOf((await candidate()).sent, "trainEpoch")).toBe(0);
});

test("training that is asked for in the very moment of the change goes on on the GPU", async () => {
  let isHeldBack = true;
  let isChanging = false;
  await startWithGpu({
    isHeldBack: () => isHeldBack,
    engine: {
      hasGpu: true,
      millisPerCommand: ({ kind }, build) => {
        if (build === "gpu" && kind === "importHead") isChanging = true;
        return kind === "importHead" ? 10 : 0;
      },
    },
  });
  app.addClass("cups", 10);
  app.addClass("pens", 10);
  await allEmbedded(app);
  app.intents.training.changeEpochs(5);
  await app.intents.training.train();
  isHeldBack = false;
  await app.until(() => isChanging);
  await app.intents.training.train();
  expect(device()?.device).toBe("gpu");
  expect(state().training.epoch).toBe(10);
  expect(numOf((await candidate()).sent, "trainEpoch")).toBe(5);
});

test("pictures deleted for good meanwhile are forgotten by the GPU as well", async () => {
  let isTold = false;
  await startWithGpu({
    engine: {
      hasGpu: true,
      millisPerCommand: ({ kind }, build) => {
        if (build === "gpu" && kind === "restoreFeatures") isTold = true;
        return 0;
      },
    },
    isHeldBack: () => state().examples.size < 30 || app.store.select.numWaiting.value > 0,
  });
  app.addClass("cups", 30);
  app.addClass("pens", 2);
  app.store.dispatch({ type: "trainingBusy", isBusy: true });
  await app.until(() => isTold && state().engine.gpuSearch === "waiting");
  for (let id = 1; id <= 22; id += 1) app.intents.pictures.remove([id]);
  app.store.dispatch({ type: "trainingBusy", isBusy: false });
  await app.until(() => device()?.device === "gpu");
  const forgotten = (await candidate()).sent.flatMap((command) =>
    command.kind === "forgetExamples" ? command.exampleIds : [],
  );
  expect(forgotten).toEqual([1, 2]);
});

test("a half-finished epoch is finished where it began", async () => {
  await startWithGpu({ isHeldBack: () => !state().training.batch });
  app.addClass("cups", 4);
  app.addClass("pens", 4);
  await allEmbedded(app);
  await app.intents.training.stepBatch();
  await app.until(() => state().engine.gpuSearch === "waiting");
  await app.intents.training.stepBatch();
  expect(state().training.batch).toEqual({ done: 2, total: 3, loss: 1 });
  expect(device()?.device).toBe("cpu");
  await app.intents.training.stepBatch();
  await app.until(() => device()?.device === "gpu");
  expect(state().training.epoch).toBe(1);
});

test("a GPU that is slower is left again, and not fetched for at the next visit", async () => {
  const kept = memory();
  const engine = {
    hasGpu: true,
    millisPerCommand: ({ kind }: EngineCommand, build: EngineBuild) =>
      kind === "measureBackbone" && build === "gpu" ? 40 : 0,
  };
  await startWithGpu({ memory: kept, engine });
  await app.until(() => device()?.why.because === "measured");
  expect(device()?.device).toBe("cpu");
  expect((await candidate()).isOver).toBe(true);
  expect(state().engine.gpuSearch).toBeUndefined();
  expect(kept.kept.size).toBe(1);
  app.stop();

  await startWithGpu({ memory: kept, engine });
  await app.until(() => device()?.why.because === "measured");
  expect(app.engine.candidates).toEqual([]);
});

test("measuring takes turns with what the learner wants", async () => {
  const kept = memory();
  await startWithGpu({
    memory: kept,
    engine: SLOW_CPU,
  });
  app.addClass("cups", 40);
  await app.until(() => device()?.device === "gpu");
  const kinds = app.engine.sent.map(({ kind }) => kind);
  const measurements = kinds.flatMap((kind, index) => (kind === "measureBackbone" ? [index] : []));
  expect(measurements).toHaveLength(3);
  await allEmbedded(app);
  expect(state().examples.size).toBe(40);
});

test.each([
  ["the address asks for the CPU", { wish: "cpu" }, { because: "asked" }],
  [
    "there is no adapter",
    {
      engine: {
        report: {
          preflight: {
            hasWebgpu: true,
            hasAdapter: false,
            maxStorageBuffers: 0,
            maxBufferBytes: 0,
          },
        },
      },
    },
    { because: "refused", refusal: { reason: "noAdapter" } },
  ],
  ["a program poses as a GPU", { engine: { report: { isSoftware: true } } }, { because: "softwareOnly" }],
  ["it was slower at an earlier visit", { memory: memory(SLOW_GPU) }, { because: "measured", ...SLOW_GPU }],
] satisfies [string, TestAppOptions, object][])(
  "no second engine is started when %s",
  async (_name, options, why) => {
    await startWithGpu(options);
    await app.until(() => device()?.why.because === why.because);
    expect(device()).toEqual({ device: "cpu", why });
    expect(app.engine.candidates).toEqual([]);
  },
);

test("an address that asks for the GPU gets it whatever was measured, after the CPU", async () => {
  const kept = memory(SLOW_GPU);
  await startWithGpu({ wish: "gpu", memory: kept, engine: { hasGpu: true, report: { isSoftware: true } } });
  expect(device()?.device).toBe("cpu");
  await app.until(() => device()?.device === "gpu");
  expect(device()?.why).toEqual({ because: "asked" });
  expect(numOf(app.engine.sent, "measureBackbone")).toBe(0);
});

test.each<[string, (candidate: FakeCandidate) => void, object]>([
  ["cannot be loaded", (second) => second.kill("loadFailed"), { because: "gpuNotLoaded" }],
  [
    "will not connect",
    (second) => second.failNext("connectGpu", { code: "gpuFailed", detail: "" }),
    { because: "refused", refusal: { reason: "deviceFailed", detail: "gpuFailed" } },
  ],
  [
    "fails while it is measured",
    (second) => second.failNext("measureBackbone", { code: "gpuFailed", detail: "" }),
    { because: "gpuLost" },
  ],
  [
    "cannot be switched to",
    (second) => second.failNext("chooseBackboneDevice", { code: "gpuFailed", detail: "" }),
    { because: "gpuLost" },
  ],
])("a GPU that %s is let go quietly, and the accident is not remembered", async (_name, breakIt, why) => {
  const kept = memory();
  await startWithGpu({
    memory: kept,
    onCandidate: breakIt,
    engine: SLOW_CPU,
  });
  await app.until(() => device()?.why.because === (why as { because: string }).because);
  expect(device()).toEqual({ device: "cpu", why });
  expect((await candidate()).isOver).toBe(true);
  expect(troubles()).toEqual([]);
  expect(state().engine).toMatchObject({ phase: { at: "ready" }, gpuSearch: undefined });
  expect([...kept.kept.values()].filter((text) => text.includes("refusal"))).toEqual([]);
});

test("a self-test that fails is remembered, and trying again forgets it", async () => {
  const kept = memory();
  const refusal = { reason: "selfTestFailed", operation: "conv", detail: "0.3" } as const;
  await startWithGpu({ memory: kept, engine: { hasGpu: true, refusal } });
  await app.until(() => device()?.why.because === "refused");
  expect(device()?.why).toEqual({ because: "refused", refusal });
  expect([...kept.kept.values()]).toEqual([JSON.stringify({ refusal })]);
  app.stop();

  await startWithGpu({ memory: kept });
  await app.until(() => device()?.why.because === "refused");
  expect(app.engine.candidates).toEqual([]);
  kept.write(KEY, JSON.stringify({ refusal }));
  void app.intents.page.retryGpu();
  await candidate();
  expect(kept.kept.size).toBe(0);
});

test("when the CPU's engine dies in the middle of it, both are ended and everything begins again", async () => {
  await startWithGpu({ isHeldBack: () => app.engine.candidates.length === 1 });
  app.addClass("cups", 6);
  app.addClass("pens", 6);
  await allEmbedded(app);
  const first = await candidate();
  app.engine.kill();
  expect(first.isOver).toBe(true);
  await app.until(() => device()?.device === "gpu");
  expect(app.engine.candidates).toHaveLength(2);
  await allEmbedded(app);
  expect(state().examples.size).toBe(12);
  await app.until(() => state().notices.some(({ problem }) => problem.kind === "engineRestarted"));
});

test.each(["killed", "gpuFailed"] as const)(
  "a GPU that goes away later (%s) leaves the CPU with everything",
  async (how) => {
    await startWithGpu({ engine: SLOW_CPU });
    await app.until(() => device()?.device === "gpu");
    app.addClass("cups", 6);
    app.addClass("pens", 6);
    await allEmbedded(app);
    app.intents.training.changeEpochs(4);
    await app.intents.training.train();
    const { history } = state().training;
    if (how === "killed") app.engine.kill();
    else {
      app.engine.failNext("classify", { code: "gpuFailed", detail: "" });
      await app.intents.trying.tryExample(1);
    }
    await app.until(() => state().notices.some(({ problem }) => problem.kind === "gpuLost"));
    expect(app.engine.build).toBe("cpu");
    await app.until(() => device()?.why.because === "gpuLost");
    expect(device()?.device).toBe("cpu");
    expect(state().training).toMatchObject({ epoch: 4, hasHead: true, history });
    expect(app.engine.candidates).toHaveLength(1);

    await app.intents.page.retryGpu();
    expect(device()?.device).toBe("gpu");
    expect(state().training).toMatchObject({ epoch: 4, hasHead: true, history });
  },
);

test("blocks that the learner chose do not keep the GPU away", async () => {
  let isHeldBack = true;
  await startWithGpu({ isHeldBack: () => isHeldBack });
  app.addClass("cups", 10);
  app.addClass("pens", 10);
  await allEmbedded(app);
  app.intents.deeper.cutAt(14);
  isHeldBack = false;
  await app.until(() => device()?.device === "gpu");
  expect(device()?.why).toEqual({ because: "measured", ...FAST_GPU });
});

test("what blocks have learned is handed over, and they learn on from there", async () => {
  let isHeldBack = true;
  await startWithGpu({ isHeldBack: () => isHeldBack });
  app.addClass("cups", 10);
  app.addClass("pens", 10);
  await allEmbedded(app);
  app.intents.training.changeEpochs(2);
  app.intents.deeper.cutAt(14);
  const run = app.intents.training.train();
  isHeldBack = false;
  await app.until(() => state().engine.gpuSearch === "waiting");
  expect(state().training.isWanted, "it waits for the run to end").toBe(true);
  await run;
  await app.until(() => device()?.device === "gpu");
  const gpu = await candidate();
  const imported = gpu.sent.findLast((command) => command.kind === "importHead");
  expect(imported).toMatchObject({ head: { epoch: 2, tail: { firstLayer: 42 } } });
  expect(numOf(gpu.sent, "trainBatch")).toBe(0);
  expect(state().deeper.learnedFromLayer).toBe(42);

  await app.intents.training.train();
  expect(state().training.epoch).toBe(4);
  expect(state().training.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
  const shown = gpu.sent.flatMap((command) => (command.kind === "showPictures" ? command.exampleIds : []));
  expect(new Set(shown).size, "the other engine has to be shown them").toBe(20);
  expect(troubles()).toEqual([]);
});
