/** On the graphics processor the network looks and its blocks learn, or the evaluation hears why not. */
import { expect, test } from "vitest";
import type { EngineCommand, EngineEvent, GpuPreflight } from "../../src/engine/protocol";
import { chooseDevices } from "../../src/evaluate/choose-devices";

const REFUSED: EngineEvent = { kind: "gpuRefused", reason: { reason: "noAdapter" }, checks: [] };
const PREFLIGHT: GpuPreflight = {
  hasWebgpu: true,
  hasAdapter: true,
  maxStorageBuffers: 8,
  maxBufferBytes: 2 ** 27,
};

/** Answers as an engine that can do all of it, but for one command. */
function pretendEngine(refusing?: EngineCommand["kind"]) {
  const heard: EngineCommand["kind"][] = [];
  const send = async (command: EngineCommand): Promise<EngineEvent> => {
    heard.push(command.kind);
    if (command.kind === refusing) return REFUSED;
    switch (command.kind) {
      case "connectGpu":
        return { kind: "gpuConnected", checks: [] };
      case "chooseBackboneDevice":
        return { kind: "backboneDeviceChosen", device: command.device };
      case "chooseTuningDevice":
        return { kind: "tuningDeviceChosen", device: command.device, checks: [] };
      default:
        throw new Error(`nobody should ask for ${command.kind}`);
    }
  };
  return {
    heard,
    send,
    preflightGpu: async () => ({ preflight: PREFLIGHT, isSoftware: false, description: "" }),
  };
}

test("blocks learn where the network looks, once it is there", async () => {
  const engine = pretendEngine();
  expect(await chooseDevices(engine, "gpu", true)).toMatchObject({
    kind: "tuningDeviceChosen",
    device: "gpu",
  });
  expect(engine.heard).toEqual(["connectGpu", "chooseBackboneDevice", "chooseTuningDevice"]);
});

test("nothing is chosen for blocks that rest, nor on the CPU", async () => {
  const headOnly = pretendEngine();
  expect(await chooseDevices(headOnly, "gpu", false)).toMatchObject({ kind: "backboneDeviceChosen" });
  expect(headOnly.heard).toEqual(["connectGpu", "chooseBackboneDevice"]);
  const onCpu = pretendEngine();
  expect(await chooseDevices(onCpu, "cpu", true)).toMatchObject({ kind: "backboneDeviceChosen" });
  expect(onCpu.heard).toEqual(["chooseBackboneDevice"]);
});

test.each(["connectGpu", "chooseBackboneDevice", "chooseTuningDevice"] as const)(
  "a refusal of %s is the answer, and nothing is asked after it",
  async (kind) => {
    const engine = pretendEngine(kind);
    expect(await chooseDevices(engine, "gpu", true)).toBe(REFUSED);
    expect(engine.heard.at(-1)).toBe(kind);
  },
);
