/** Blocks learn on whichever device takes their steps faster: found out from those steps, remembered, and left again. */
import { afterEach, expect, test } from "vitest";
import type { Device, EngineCommand } from "../../src/engine/protocol";
import { type DeviceMemory, memoryKey } from "../../src/state/choose-device";
import { FAKE_BACKBONE } from "../fake-engine";
import { allEmbedded, type TestApp, type TestAppOptions, testApp } from "./test-app";

const KEY = memoryKey(FAKE_BACKBONE.fingerprint, "fake adapter");
/** The last two blocks, a batch of all sixteen training pictures, at the network's own side. */
const LESSON_KEY = `${KEY} blocks 14 16 224`;
const REFUSAL = { reason: "selfTestFailed", operation: "step of AdamW", detail: "0.3" } as const;

let app: TestApp;
afterEach(() => app.stop());

const state = () => app.store.state.value;
const tuningDevice = () => state().deeper.tuningDevice;
const problems = () =>
  state().notices.flatMap(({ problem }) => (problem.kind === "engine" ? [problem.error.code] : []));

/** The steps and changes of device that the engine was asked for, in order. */
function asked(): string[] {
  return app.engine.candidates.flatMap(({ sent }) =>
    sent.flatMap((command) => {
      if (command.kind === "chooseTuningDevice") return [command.device];
      return command.kind === "trainBatch" ? ["step"] : [];
    }),
  );
}

const changes = () => asked().filter((one) => one !== "step");

function memory(kept: Record<string, object> = {}): DeviceMemory & { kept: Map<string, string> } {
  const entries = new Map(Object.entries(kept).map(([key, value]) => [key, JSON.stringify(value)]));
  return {
    kept: entries,
    read: (key) => entries.get(key),
    write: (key, value) => void entries.set(key, value),
    forget: () => entries.clear(),
  };
}

const LOOKS_ON_GPU = { [KEY]: { cpuMillis: 100, gpuMillis: 20 } };

/** A step takes a while on this device, and hardly any time on the other one. */
function slowOn(slow: Device) {
  return ({ kind }: EngineCommand, _build: unknown, device: Device) =>
    kind === "trainBatch" && device === slow ? 15 : 0;
}

/** The GPU looks, and the head has learned; the blocks are chosen. */
async function onGpu(options: TestAppOptions = {}): Promise<void> {
  app = await testApp({
    memory: memory(LOOKS_ON_GPU),
    ...options,
    engine: { hasGpu: true, millisPerCommand: slowOn("cpu"), ...options.engine },
  });
  await app.until(() => state().engine.device?.device === "gpu");
  app.addClass("cups", 10);
  app.addClass("pens", 10);
  await allEmbedded(app);
  app.intents.training.changeEpochs(2);
  await app.intents.training.train();
  app.intents.deeper.cutAt(14);
}

test("both take real steps of the run, and the faster one goes on with it", async () => {
  const kept = memory(LOOKS_ON_GPU);
  await onGpu({ memory: kept });
  expect(changes(), "the head learns on the CPU").toEqual([]);
  await app.intents.training.train();
  expect(changes()).toEqual(["gpu"]);
  expect(asked().indexOf("gpu"), "one that warms up, and one that is timed").toBeGreaterThanOrEqual(2);
  expect(state().training.epoch).toBe(4);
  const reports = state().training.history.slice(2);
  expect(reports.map(({ movement }) => movement?.layers[0]?.layer)).toEqual([42, 42]);

  const found = tuningDevice();
  expect(found).toMatchObject({ device: "gpu", why: { because: "measured" } });
  if (found?.why.because !== "measured") throw new Error("nothing was measured");
  const { cpuMillis, gpuMillis } = found.why;
  expect(cpuMillis).toBeGreaterThan(gpuMillis);
  expect(JSON.parse(kept.kept.get(LESSON_KEY) ?? "")).toEqual({ cpuMillis, gpuMillis });
  expect(problems()).toEqual([]);
});

test("a GPU that takes longer for a step is left again", async () => {
  await onGpu({ engine: { millisPerCommand: slowOn("gpu") } });
  app.intents.training.changeEpochs(4);
  await app.intents.training.train();
  expect(changes()).toEqual(["gpu", "cpu"]);
  expect(tuningDevice()).toMatchObject({ device: "cpu", why: { because: "measured" } });
  expect(state().training.epoch).toBe(6);
});

test("a GPU that answers at once and then takes its time is not taken for a fast one", async () => {
  const millisPerCommand = ({ kind }: EngineCommand, _build: unknown, device: Device) => {
    if (kind === "trainBatch") return device === "cpu" ? 10 : 0;
    return kind === "describeNetwork" && device === "gpu" ? 40 : 0;
  };
  await onGpu({ engine: { millisPerCommand } });
  app.intents.training.changeEpochs(4);
  await app.intents.training.train();
  expect(changes()).toEqual(["gpu", "cpu"]);
  expect(tuningDevice()).toMatchObject({ device: "cpu", why: { because: "measured" } });
});

test("while it is found out the page says so", async () => {
  await onGpu();
  const run = app.intents.training.train();
  await app.until(() => tuningDevice()?.why.because === "beingMeasured");
  expect(tuningDevice()?.device).toBe("cpu");
  await run;
});

test("what was found out holds for the visit, and another depth is another question", async () => {
  // A browser that keeps nothing still has it for the visit.
  const forgetful: DeviceMemory = {
    read: (key) => (key === KEY ? JSON.stringify(LOOKS_ON_GPU[KEY]) : undefined),
    write: () => {},
    forget: () => {},
  };
  await onGpu({ memory: forgetful });
  await app.intents.training.train();
  await app.intents.training.train();
  expect(changes(), "it stays where it is").toEqual(["gpu"]);
  app.intents.deeper.cutAt(12);
  await app.intents.training.train();
  expect(changes()).toEqual(["gpu", "cpu", "gpu"]);
  app.intents.deeper.cutAt(14);
  await app.intents.training.train();
  expect(changes(), "both were faster on the GPU").toEqual(["gpu", "cpu", "gpu"]);
});

test.each([
  ["gpu", { cpuMillis: 400, gpuMillis: 60 }, ["gpu"]],
  ["cpu", { cpuMillis: 60, gpuMillis: 400 }, []],
] as const)("what an earlier visit measured is believed: %s", async (device, measured, expected) => {
  await onGpu({ memory: memory({ ...LOOKS_ON_GPU, [LESSON_KEY]: measured }) });
  await app.intents.training.stepBatch();
  expect(asked()[0]).toBe(expected[0] ?? "step");
  expect(changes()).toEqual(expected);
  expect(tuningDevice()).toEqual({ device, why: { because: "measured", ...measured } });
});

test("an address that asks for the GPU gets it from the first step on", async () => {
  const slower = { cpuMillis: 60, gpuMillis: 400 };
  await onGpu({ wish: "gpu", memory: memory({ ...LOOKS_ON_GPU, [LESSON_KEY]: slower }) });
  await app.intents.training.train();
  expect(asked()[0]).toBe("gpu");
  expect(changes()).toEqual(["gpu"]);
  expect(tuningDevice()).toEqual({ device: "gpu", why: { because: "asked" } });
});

test("an address that asks for the CPU never has the GPU asked", async () => {
  app = await testApp({ wish: "cpu", engine: { hasGpu: true } });
  app.addClass("cups", 10);
  app.addClass("pens", 10);
  await allEmbedded(app);
  app.intents.training.changeEpochs(2);
  app.intents.deeper.cutAt(14);
  await app.intents.training.train();
  expect(state().training.epoch).toBe(2);
  expect(app.engine.sent.some(({ kind }) => kind === "chooseTuningDevice")).toBe(false);
  expect(tuningDevice()).toBeUndefined();
});

test.each([undefined, "gpu"] as const)("a GPU that refuses leaves the CPU at it (wish %s)", async (wish) => {
  const kept = memory(LOOKS_ON_GPU);
  await onGpu({ wish, memory: kept, engine: { tuningRefusal: REFUSAL } });
  await app.intents.training.train();
  await app.intents.training.train();
  expect(changes(), "it is asked once").toEqual(["gpu"]);
  expect(tuningDevice()).toEqual({ device: "cpu", why: { because: "refused", refusal: REFUSAL } });
  expect(state().training.epoch).toBe(6);
  expect(JSON.parse(kept.kept.get(`${KEY} blocks`) ?? "")).toEqual({ refusal: REFUSAL });
  expect(state().engine.device?.device, "it goes on looking").toBe("gpu");
  expect(problems()).toEqual([]);
});

test("a refusal that would be the same another time is believed the next time", async () => {
  await onGpu({ memory: memory({ ...LOOKS_ON_GPU, [`${KEY} blocks`]: { refusal: REFUSAL } }) });
  await app.intents.training.train();
  expect(changes()).toEqual([]);
  expect(tuningDevice()).toEqual({ device: "cpu", why: { because: "refused", refusal: REFUSAL } });
});

test("pictures that every epoch varies anew are left to the CPU", async () => {
  await onGpu();
  app.intents.deeper.augment(true);
  app.intents.deeper.changeAugmentation({ freshEachEpoch: true });
  await app.intents.training.train();
  expect(changes()).toEqual([]);
  expect(tuningDevice()).toEqual({ device: "cpu", why: { because: "variedAnew" } });
});

test("left in the middle of an epoch, training goes on by itself on the CPU", async () => {
  await onGpu({ wish: "gpu" });
  app.intents.training.changeEpochs(3);
  const run = app.intents.training.train();
  await app.until(() => state().training.epoch === 3 && state().training.batch?.done === 1);
  app.engine.failNext("trainBatch", { code: "tuningLeftGpu", epoch: 3, detail: "lost" });
  await app.until(() => tuningDevice()?.why.because === "leftGpu");
  expect(tuningDevice()?.device).toBe("cpu");
  expect(problems()).toEqual(["tuningLeftGpu"]);
  expect(state().training.isWanted).toBe(true);
  await run;
  expect(state().training).toMatchObject({ epoch: 5, isWanted: false, isBusy: false });
  expect(state().training.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);

  await app.intents.training.train();
  expect(changes(), "it is not asked again").toEqual(["gpu"]);
  expect(state().training.epoch).toBe(8);
  expect(tuningDevice()?.why.because).toBe("leftGpu");
});

test("left while it was being measured, nothing is remembered of it", async () => {
  const kept = memory(LOOKS_ON_GPU);
  await onGpu({ memory: kept });
  const run = app.intents.training.train();
  await app.until(() => tuningDevice()?.device === "gpu");
  app.engine.failNext("trainBatch", { code: "tuningLeftGpu", epoch: 2, detail: "lost" });
  await run;
  expect(tuningDevice()).toEqual({ device: "cpu", why: { because: "leftGpu" } });
  expect(state().training.epoch).toBe(4);
  expect([...kept.kept.keys()]).toEqual([KEY]);
});

test.each(["exportHead", "setDataset"] as const)(
  "a GPU that is found to have given up at %s costs nothing but its epoch",
  async (kind) => {
    await onGpu({ wish: "gpu" });
    const run = app.intents.training.train();
    await app.until(() => state().training.batch?.done === 1);
    app.intents.training.pause();
    if (kind === "exportHead") {
      app.engine.failNext(kind, { code: "tuningLeftGpu", epoch: 2, detail: "lost" });
      await run;
    } else {
      await run;
      app.intents.training.changeSettings({ learningRate: 0.01 });
      app.engine.failNext(kind, { code: "tuningLeftGpu", epoch: 2, detail: "lost" });
    }
    await app.intents.training.train();
    expect(state().training).toMatchObject({ epoch: 4, isBusy: false });
    expect(tuningDevice()).toEqual({ device: "cpu", why: { because: "leftGpu" } });
    expect((await app.workStore.load()).head).toMatchObject({ epoch: 4, tail: { firstLayer: 42 } });
  },
);

test("another engine begins on the CPU, and says nothing of the one before", async () => {
  await onGpu({ wish: "gpu" });
  await app.intents.training.train();
  expect(tuningDevice()?.device).toBe("gpu");
  app.engine.kill();
  await app.until(() => state().engine.device?.why.because === "gpuLost");
  expect(tuningDevice()).toBeUndefined();
  await allEmbedded(app);
  await app.until(() => !state().training.isBusy);
  const before = changes().length;
  await app.intents.training.train();
  expect(state().training.epoch).toBe(6);
  expect(changes()).toHaveLength(before);
  expect(app.engine.sent.some(({ kind }) => kind === "trainBatch")).toBe(true);
});
