/** What bounds the tuning step on WebGPU is said from the figures of the run, and only where they are there. */
import { expect, test } from "vitest";
import { documentFromRecord } from "../../scripts/bench/document.mjs";
import { boundOfGpuStep } from "../../scripts/bench/remarks.mjs";
import type { Row } from "../../scripts/bench/row.mjs";
import { benchRecord, software } from "./bench-record";

function step(place: string, ours: Row["ours"], peers: Row["peers"]): Row {
  return { section: "tuning", what: `one step, batch 16, ${place}`, unit: "ms", ours, peers };
}

const onCpu = step("CPU, 1 thread", [300, 300, 320], { "TF.js wasm, 1 thread": 600, "TF.js WebGPU": 24_000 });
const onGpu = step("WebGPU", [9000, 9300], { "TF.js WebGPU": 24_000 });

test("on a software adapter both are compared with themselves on the CPU", () => {
  const says = boundOfGpuStep([onCpu, onGpu], software);
  expect(says).toContain("ours takes 30.5 times as long as our own kernels");
  expect(says.replace(/\s+/g, " ")).toContain("TF.js WebGPU 40.0 times as long as TF.js wasm, 1 thread");
});

test.each<[string, Row[], { isSoftware: boolean } | undefined]>([
  ["a real GPU", [onCpu, onGpu], { isSoftware: false }],
  ["no GPU", [onCpu, onGpu], undefined],
  ["no row of a GPU", [onCpu], software],
  ["no row of the CPU", [onGpu], software],
  ["no figure of ours", [onCpu, { ...onGpu, ours: null }], software],
  ["no figure of theirs", [onCpu, { ...onGpu, peers: { "TF.js WebGPU": null } }], software],
])("with %s nothing is said", (_, rows, adapter) => {
  expect(boundOfGpuStep(rows, adapter)).toBe("");
});

test("the document says it below the tuning step's tables, on one line", () => {
  const document = documentFromRecord(benchRecord([onCpu, onGpu]));
  const [, below] = document.split("| one step, batch 16, WebGPU |");
  expect(below).toMatch(/\n\n.*30\.5 times as long.*40\.0 times as long.*\n$/);
});
