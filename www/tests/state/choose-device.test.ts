/** Which device is chosen and why: measured, remembered, refused, a program posing as a GPU, and a GPU that goes away. */
import { expect, test } from "vitest";
import type { EngineCommand } from "../../src/engine/protocol";
import type { GpuReport } from "../../src/engine/worker-messages";
import { chooseDevice, type DeviceMemory, type DeviceWish, memoryKey } from "../../src/state/choose-device";
import type { Dependencies } from "../../src/state/intents/dependencies";
import { createStore } from "../../src/state/store";
import { createFakeEngine, FAKE_BACKBONE } from "../fake-engine";

const ADAPTER = "fake adapter";
const WARM_UP_MILLIS = 700;

interface Setting {
  report?: Partial<GpuReport>;
  remembered?: string;
  /** By the clock that `choose` reads. */
  cpuMillis?: number;
  gpuMillis?: number;
}

function device({ report, remembered, cpuMillis = 100, gpuMillis = 20 }: Setting = {}) {
  const store = createStore();
  let nowMillis = 0;
  const warmed = new Set<string>();
  const engine = createFakeEngine({
    hasGpu: true,
    onStopped: () => {},
    onEvent(event, command) {
      // The clock moves only while something is measured, so the times are exact.
      if (command.kind === "measureBackbone") {
        nowMillis += command.device === "gpu" ? gpuMillis : cpuMillis;
        if (!warmed.has(command.device)) nowMillis += WARM_UP_MILLIS;
        warmed.add(command.device);
      }
      store.dispatch({ type: "engineSaid", event, command });
    },
  });
  const preflightGpu = engine.preflightGpu;
  let numPreflights = 0;
  const client = {
    ...engine,
    preflightGpu: async () => {
      numPreflights += 1;
      return { ...(await preflightGpu()), ...report };
    },
  };
  const key = memoryKey(FAKE_BACKBONE.fingerprint, ADAPTER);
  const memory = new Map(remembered === undefined ? [] : [[key, remembered]]);
  const deviceMemory: DeviceMemory = {
    read: (name) => memory.get(name),
    write: (name, value) => void memory.set(name, value),
    forget: () => memory.clear(),
  };
  const kinds = () => engine.sent.map((command) => command.kind);
  const numOf = (kind: EngineCommand["kind"]) => kinds().filter((sent) => sent === kind).length;
  return {
    engine,
    store,
    numOf,
    numPreflights: () => numPreflights,
    kept: () => memory.get(key),
    async choose(wish?: DeviceWish) {
      await engine.send({ kind: "receiveWeights", offset: 0, bytes: new Uint8Array(1), isLast: true });
      const dependencies: Pick<Dependencies, "client" | "store" | "nowMillis"> = {
        client,
        store,
        nowMillis: () => nowMillis,
      };
      return chooseDevice(dependencies as Dependencies, wish, deviceMemory);
    },
  };
}

test("both are measured twice, only the second run counts, and the faster one is taken and remembered", async () => {
  const here = device();
  const choice = await here.choose();
  expect(choice).toEqual({ device: "gpu", why: { because: "measured", cpuMillis: 100, gpuMillis: 20 } });
  expect(here.numOf("measureBackbone")).toBe(4);
  expect(JSON.parse(here.kept() ?? "")).toEqual({ cpuMillis: 100, gpuMillis: 20 });
  expect(here.store.state.value.engine.device).toEqual(choice);
});

test("a GPU that is slower stays unused", async () => {
  const choice = await device({ cpuMillis: 50, gpuMillis: 80 }).choose();
  expect(choice).toEqual({ device: "cpu", why: { because: "measured", cpuMillis: 50, gpuMillis: 80 } });
});

test("what was measured at an earlier visit is not measured again", async () => {
  const here = device({ remembered: JSON.stringify({ cpuMillis: 90, gpuMillis: 30 }) });
  const choice = await here.choose();
  expect(choice).toEqual({ device: "gpu", why: { because: "measured", cpuMillis: 90, gpuMillis: 30 } });
  expect(here.numOf("measureBackbone")).toBe(0);
});

test.each(["", "null", "no json", "7", '{"cpuMillis":"fast","gpuMillis":1}'])(
  "a memory that makes no sense (%s) is measured anew",
  async (remembered) => {
    const here = device({ remembered });
    expect((await here.choose()).why).toMatchObject({ because: "measured", cpuMillis: 100 });
    expect(here.numOf("measureBackbone")).toBe(4);
  },
);

test("a program that poses as a GPU is not even connected to, unless the address asks for it", async () => {
  const here = device({ report: { isSoftware: true } });
  expect(await here.choose()).toEqual({ device: "cpu", why: { because: "softwareOnly" } });
  expect(here.numOf("connectGpu")).toBe(0);
  expect(await device({ report: { isSoftware: true } }).choose("gpu")).toEqual({
    device: "gpu",
    why: { because: "asked" },
  });
});

test("an address that asks for the CPU, and a GPU that was lost, spare all questions", async () => {
  const asked = device();
  expect(await asked.choose("cpu")).toEqual({ device: "cpu", why: { because: "asked" } });
  expect(asked.numPreflights()).toBe(0);
  const lost = device();
  expect(await lost.choose("cpuBecauseGpuWasLost")).toEqual({ device: "cpu", why: { because: "gpuLost" } });
  expect(lost.numPreflights()).toBe(0);
  expect(lost.kept()).toBeUndefined();
});

test("a GPU that fails to connect or while it is measured leaves the CPU, and nothing is remembered", async () => {
  const refused = device();
  refused.engine.failNext("connectGpu", { code: "gpuFailed", detail: "" });
  expect(await refused.choose()).toEqual({
    device: "cpu",
    why: { because: "refused", refusal: { reason: "deviceFailed", detail: "gpuFailed" } },
  });
  const lost = device();
  lost.engine.failNext("measureBackbone", { code: "gpuFailed", detail: "" });
  expect(await lost.choose()).toEqual({ device: "cpu", why: { because: "gpuLost" } });
  expect(lost.kept()).toBeUndefined();
});

test("a device that cannot be switched to leaves the CPU", async () => {
  const here = device();
  here.engine.failNext("chooseBackboneDevice", { code: "gpuFailed", detail: "" });
  expect(await here.choose()).toEqual({ device: "cpu", why: { because: "gpuLost" } });
});
