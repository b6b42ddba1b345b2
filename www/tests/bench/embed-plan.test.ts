/** Who is measured with what: threads only where the page is isolated, the GPU only where there is one. */
import { expect, test } from "vitest";
import { embedComparisons, lanes } from "../../src/bench/embed-plan";
import { engineName } from "../../src/bench/in-words";
import { hardware, software } from "./bench-record";

test("without an adapter there is no GPU lane, without isolation no threads", () => {
  const [cpu, gpu] = lanes({ isQuick: false, adapter: undefined, threads: 1 });
  expect(gpu).toBeUndefined();
  expect(cpu?.engines.every(({ threads }) => threads === 1)).toBe(true);
});

test("every engine is started once, however many rows it is in", () => {
  const [cpu] = lanes({ isQuick: false, adapter: undefined, threads: 4 });
  const names = (cpu?.engines ?? []).map(engineName);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain("onnxruntime-web wasm, 4 threads");
  expect(names).toContain("TF.js wasm, 1 thread");
});

test("a software adapter gets small pictures, a real one full ones", () => {
  const gpuLane = (adapter: typeof software, isQuick: boolean) =>
    lanes({ isQuick, adapter, threads: 1 })[1]?.cases.map(({ numPictures, side }) => [numPictures, side]);
  expect(gpuLane(hardware, false)).toEqual([
    [1, 224],
    [8, 224],
    [32, 224],
  ]);
  expect(gpuLane(software, false)).toEqual([
    [1, 96],
    [8, 96],
    [32, 96],
    [1, 224],
  ]);
  expect(gpuLane(software, true)).toEqual([
    [1, 96],
    [8, 96],
  ]);
});

test("the targets are those of the project", () => {
  const context = { isQuick: false, adapter: software, threads: 2 };
  const limits = (device: "cpu" | "gpu", adapter = software) =>
    embedComparisons({ ...context, adapter }, { device }).map(({ target }) => target?.limit);
  // Node knows relaxed SIMD or not; the build that the page would choose carries the target.
  expect(limits("cpu").filter((limit) => limit !== undefined)).toEqual([0.9, 1]);
  expect(limits("gpu")).toEqual([0.35]);
  expect(limits("gpu", hardware)).toEqual([1]);
});
