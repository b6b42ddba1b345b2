/** Who takes the tuning step with whom, and what the rows say about it. */
import { expect, test } from "vitest";
import { documentFromRecord } from "../../scripts/bench/document.mjs";
import { isTargetMet, ratioToBestPeer } from "../../scripts/bench/figures.mjs";
import type { Adapter } from "../../src/bench/contract";
import { deviceOf } from "../../src/bench/engine-device";
import { engineName, problemInWords } from "../../src/bench/in-words";
import { stepMultiplyAdds, tuningJob } from "../../src/bench/tuning-job";
import { comparedPeers, ourCpuSpecs, tuningLanes } from "../../src/bench/tuning-plan";
import { type TuningFound, tuningRows } from "../../src/bench/tuning-rows";
import { benchRecord, hardware, software } from "./bench-record";

function names(adapter: Adapter | undefined, { isQuick = false, threads = 2 } = {}) {
  const lanes = tuningLanes({ isQuick, adapter, threads });
  return lanes.map(({ ours, peers }) => [...ours, ...peers].map(engineName));
}

const QUICK_ONES = [
  "Afterimage, 1 thread",
  "Afterimage, 2 threads",
  "TF.js wasm, 1 thread",
  "TF.js wasm, 2 threads",
];

test("what takes a minute for a step has a lane of its own", () => {
  expect(names(software)).toEqual([
    QUICK_ONES,
    ["TF.js plain JavaScript"],
    ["Afterimage WebGPU", "TF.js WebGPU"],
  ]);
  expect(names(software, { isQuick: true })).toEqual([QUICK_ONES, ["TF.js plain JavaScript"]]);
});

test("with a GPU all that are quick take turns", () => {
  const [quick, ...others] = names(hardware);
  expect(quick?.toSorted()).toEqual([...QUICK_ONES, "Afterimage WebGPU", "TF.js WebGPU"].toSorted());
  expect(others).toEqual([["TF.js plain JavaScript"]]);
});

test("without an adapter, and without threads, there is less to measure", () => {
  expect(names(undefined, { threads: 1 })).toEqual([
    ["Afterimage, 1 thread", "TF.js wasm, 1 thread"],
    ["TF.js plain JavaScript"],
  ]);
});

test.each([software, hardware])("both engines on the GPU of $description are in one lane", (adapter) => {
  const lanes = tuningLanes({ isQuick: false, adapter, threads: 2 });
  const onGpu = lanes.map(({ ours, peers }) =>
    [...ours, ...peers].filter((spec) => deviceOf(spec) === "gpu"),
  );
  expect(onGpu.filter((specs) => specs.length > 0).map((specs) => specs.length)).toEqual([2]);
});

test("ours is compared with as many threads as it has, and on WebGPU with TF.js there", () => {
  const context = { isQuick: false, adapter: software, threads: 2 };
  const lanes = tuningLanes(context);
  const peers = lanes.flatMap((lane) => lane.peers);
  const compared = lanes
    .flatMap(({ ours }) => ours)
    .map((spec) => [engineName(spec), ...comparedPeers(spec, peers).map(engineName)]);
  expect(compared).toEqual([
    ["Afterimage, 1 thread", "TF.js wasm, 1 thread", "TF.js plain JavaScript", "TF.js WebGPU"],
    ["Afterimage, 2 threads", "TF.js wasm, 2 threads", "TF.js plain JavaScript", "TF.js WebGPU"],
    ["Afterimage WebGPU", "TF.js WebGPU"],
  ]);
  expect(ourCpuSpecs({ ...context, threads: 1 }).map(({ threads }) => threads)).toEqual([1]);
});

test("the multiply-adds are those of the layers, three times but for the first map", () => {
  const job = tuningJob();
  // By hand, of one place: expand, depthwise and project of the three blocks, then the last 1×1.
  const block = 192 * 1152 + 25 * 1152 + 1152 * 192;
  const last = 192 * 1152 + 9 * 1152 + 1152 * 320 + 320 * 1280;
  const perPicture = 49 * (3 * (2 * block + last) - 192 * 1152);
  expect(stepMultiplyAdds(job, { side: 7 })).toBe(16 * perPicture);
});

test("the job is the page's: 16 pictures of 5 classes, a head that says something", () => {
  const job = tuningJob();
  expect([job.firstBlock, job.labels.length, job.numClasses, job.learningRate]).toEqual([13, 16, 5, 0.01]);
  expect(tuningJob().headWeights).toEqual(job.headWeights);
  expect(new Set(job.headWeights).size).toBeGreaterThan(6000);
});

test("rows have every figure, the ratio, and what could not be measured", () => {
  const rows = tuningRows(found());
  expect(rows.map(({ what }) => what)).toEqual([
    "one step of the last three blocks, batch 16, CPU, 1 thread",
    "one step of the last three blocks, batch 16, CPU, 2 threads",
    "one step of the last three blocks, batch 16, WebGPU",
    "showing one picture (the frozen part, once for all epochs), CPU, 1 thread",
    "showing one picture (the frozen part, once for all epochs), CPU, 2 threads",
  ]);
  const [oneThread, threads, onGpu, showing] = rows;
  expect(oneThread?.ours).toEqual([300, 310]);
  expect(oneThread?.peers).toEqual({
    "TF.js wasm, 1 thread": [600, 620],
    "TF.js plain JavaScript": [9000],
    "TF.js WebGPU": [24000, 25000],
  });
  expect(oneThread && ratioToBestPeer(oneThread)).toBe(0.5);
  expect(oneThread?.note).toContain("4.5 billion multiply-adds");
  expect(oneThread?.note).toContain("at most 3 millionths");
  expect(oneThread?.note).toContain("at most 140 millionths");
  expect(oneThread?.target).toBeUndefined();
  expect(threads?.peers["TF.js wasm, 2 threads"]).toBeNull();
  expect(threads?.note).toBe("Could not be measured here: Afterimage, 2 threads, TF.js wasm, 2 threads.");
  expect(onGpu).toMatchObject({ ours: [9800, 9800], peers: { "TF.js WebGPU": [24000, 25000] } });
  expect(showing).toMatchObject({ ours: [40], peers: {} });
});

test("the row of WebGPU has a target and says how far both are from the CPU, the others' rows do not", () => {
  const [oneThread, , onGpu] = tuningRows(found());
  expect(onGpu?.target?.says).toBe("≤ 1 × TF.js WebGPU");
  expect(onGpu && isTargetMet(onGpu)).toBe(true);
  expect(onGpu?.note).toContain("at most 0.39 millionths");
  expect(onGpu?.note).toContain("at most 5700 millionths");
  expect(oneThread?.note).not.toContain("5700");
});

test("an engine that the GPU was refused has no figure, and the row says so", () => {
  const refused = found();
  refused.stepMillis.delete("Afterimage WebGPU");
  const onGpu = tuningRows(refused)[2];
  expect(onGpu?.ours).toBeNull();
  expect(onGpu?.note).toContain("Could not be measured here: Afterimage WebGPU.");
  expect(onGpu && isTargetMet(onGpu)).toBeUndefined();
});

test("the document says how it was measured", () => {
  const document = documentFromRecord(benchRecord(tuningRows(found())));
  expect(document).toContain("## Tuning step\n\nOne step of gradient descent for the last three blocks");
  expect(document).toMatch(
    /\| one step of the last three blocks, batch 16, CPU, 1 thread \| 305 ms .*\| 0\.500 \|/,
  );
});

test("a disagreement is a sentence with both numbers", () => {
  const problem = { code: "tuningDisagreement", engine: "TF.js WebGPU", loss: 0.012, gradient: 0.5 } as const;
  expect(problemInWords(problem)).toMatch(/^TF\.js WebGPU .*1\.2e-2.*5\.0e-1/);
});

function found(): TuningFound {
  const lanes = tuningLanes({ isQuick: false, adapter: software, threads: 2 });
  return {
    job: tuningJob(),
    ours: lanes.flatMap(({ ours }) => ours),
    peers: lanes.flatMap(({ peers }) => peers),
    showMillis: new Map([["Afterimage, 1 thread", [40]]]),
    stepMillis: new Map([
      ["Afterimage, 1 thread", [300, 310]],
      ["Afterimage WebGPU", [9800, 9800]],
      ["TF.js wasm, 1 thread", [600, 620]],
      ["TF.js plain JavaScript", [9000]],
      ["TF.js WebGPU", [24000, 25000]],
    ]),
    multiplyAdds: 4.5e9,
    comparisons: new Map([
      ["TF.js wasm, 1 thread", { loss: 3e-6, gradient: 2e-5 }],
      ["TF.js WebGPU", { loss: 1e-7, gradient: 1.42e-4 }],
      ["Afterimage WebGPU", { loss: 3.9e-7, gradient: 5.7e-3 }],
    ]),
  };
}
