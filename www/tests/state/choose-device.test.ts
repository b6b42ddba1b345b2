/** What speaks against the GPU, how both are measured, and what is remembered of it. */
import { expect, test } from "vitest";
import type { EngineEvent, GpuRefusal } from "../../src/engine/protocol";
import type { GpuReport } from "../../src/engine/worker-messages";
import {
  isWorthRemembering,
  measure,
  outcomeFromText,
  reasonToStay,
  textFromOutcome,
} from "../../src/state/choose-device";
import { reasonFromWish } from "../../src/state/gpu-takeover";

function report(change: Partial<GpuReport["preflight"]> = {}, isSoftware = false): GpuReport {
  return {
    preflight: {
      hasWebgpu: true,
      hasAdapter: true,
      maxStorageBuffers: 8,
      maxBufferBytes: 134_217_728,
      ...change,
    },
    isSoftware,
    description: "fake adapter",
  };
}

test("an address that asks for the CPU, and a GPU that was lost, spare all questions", () => {
  expect(reasonFromWish("cpu")).toEqual({ because: "asked" });
  expect(reasonFromWish("cpuBecauseGpuWasLost")).toEqual({ because: "gpuLost" });
  expect(reasonFromWish("gpu")).toBeUndefined();
  expect(reasonFromWish(undefined)).toBeUndefined();
});

test("without WebGPU or an adapter there is nothing to try, whatever the address says", () => {
  const reasons = [{ hasWebgpu: false }, { hasAdapter: false }].flatMap((change) => [
    reasonToStay(report(change), undefined, undefined),
    reasonToStay(report(change), "gpu", undefined),
  ]);
  expect(reasons).toEqual(
    ["noWebgpu", "noAdapter"].flatMap((reason) => Array(2).fill({ because: "refused", refusal: { reason } })),
  );
  expect(reasonToStay(report(), undefined, undefined)).toBeUndefined();
});

test("a program that poses as a GPU is not even fetched for, unless the address asks for it", () => {
  expect(reasonToStay(report({}, true), undefined, undefined)).toEqual({ because: "softwareOnly" });
  expect(reasonToStay(report({}, true), "gpu", undefined)).toBeUndefined();
});

test("what was found out at an earlier visit is believed, unless the address asks for the GPU", () => {
  const slower = { cpuMillis: 50, gpuMillis: 80 };
  const refusal: GpuRefusal = { reason: "selfTestFailed", operation: "conv", detail: "0.3" };
  expect(reasonToStay(report(), undefined, slower)).toEqual({ because: "measured", ...slower });
  expect(reasonToStay(report(), undefined, { refusal })).toEqual({ because: "refused", refusal });
  expect(reasonToStay(report(), undefined, { cpuMillis: 80, gpuMillis: 50 })).toBeUndefined();
  expect(reasonToStay(report(), "gpu", slower)).toBeUndefined();
});

test("the best run of a few counts, each in a turn of its own", async () => {
  const runs = [900, 70, 110];
  let nowMillis = 0;
  let numTurns = 0;
  const measured: EngineEvent = { kind: "backboneMeasured", device: "gpu" };
  const engine = {
    async send() {
      nowMillis += runs[numTurns - 1] ?? 0;
      return measured;
    },
  };
  const best = await measure(
    (ask) => {
      numTurns += 1;
      return ask(engine);
    },
    "gpu",
    224,
    () => nowMillis,
  );
  expect(best).toBe(70);
  expect(numTurns).toBe(3);
});

test("a device that fails while it is measured has no time", async () => {
  const failed: EngineEvent = { kind: "failed", error: { code: "gpuFailed", detail: "" } };
  const engine = { send: async () => failed };
  expect(
    await measure(
      (ask) => ask(engine),
      "gpu",
      224,
      () => 0,
    ),
  ).toBeUndefined();
});

test("an outcome comes back from the memory as it went in", () => {
  const refusals: GpuRefusal[] = [
    { reason: "selfTestFailed", operation: "conv", detail: "0.3" },
    { reason: "limitTooSmall", limit: "buffers", needed: 8, found: 4 },
  ];
  for (const refusal of refusals) {
    expect(isWorthRemembering(refusal)).toBe(true);
    expect(outcomeFromText(textFromOutcome({ refusal }))).toEqual({ refusal });
  }
  const measured = { cpuMillis: 50, gpuMillis: 80 };
  expect(outcomeFromText(textFromOutcome(measured))).toEqual(measured);
  expect(isWorthRemembering({ reason: "deviceFailed", detail: "" })).toBe(false);
});

test.each([
  undefined,
  "",
  "null",
  "no json",
  "7",
  '{"cpuMillis":"fast","gpuMillis":1}',
  '{"refusal":7}',
  '{"refusal":{"reason":"deviceFailed","detail":""}}',
  '{"refusal":{"reason":"limitTooSmall","limit":"buffers"}}',
])("a memory that makes no sense (%s) is none", (remembered) => {
  expect(outcomeFromText(remembered)).toBeUndefined();
});
