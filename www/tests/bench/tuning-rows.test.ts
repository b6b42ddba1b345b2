/** Who takes the tuning step with whom, and what the rows say about it. */
import { expect, test } from "vitest";
import { documentFromRecord } from "../../scripts/bench/document.mjs";
import { ratioToBestPeer } from "../../scripts/bench/figures.mjs";
import { engineName, problemInWords } from "../../src/bench/in-words";
import { stepMultiplyAdds, tuningJob } from "../../src/bench/tuning-job";
import { comparedPeers, ourTuningSpecs, tuningLanes } from "../../src/bench/tuning-plan";
import { type TuningFound, tuningRows } from "../../src/bench/tuning-rows";

const software = { description: "swiftshader", isSoftware: true };
const hardware = { description: "a card", isSoftware: false };

function names(adapter: typeof software | undefined, { isQuick = false, threads = 2 } = {}) {
  return tuningLanes({ isQuick, adapter, threads }).map(({ peers }) => peers.map(engineName));
}

test("what takes a minute for a step has a lane of its own", () => {
  expect(names(software)).toEqual([
    ["TF.js wasm, 1 thread", "TF.js wasm, 2 threads"],
    ["TF.js plain JavaScript", "TF.js WebGPU"],
  ]);
  expect(names(hardware)).toEqual([
    ["TF.js wasm, 1 thread", "TF.js wasm, 2 threads", "TF.js WebGPU"],
    ["TF.js plain JavaScript"],
  ]);
  expect(names(software, { isQuick: true })[1]).toEqual(["TF.js plain JavaScript"]);
  expect(names(undefined, { threads: 1 })).toEqual([["TF.js wasm, 1 thread"], ["TF.js plain JavaScript"]]);
});

test("ours is compared with as many threads as it has", () => {
  const context = { isQuick: false, adapter: software, threads: 2 };
  const peers = tuningLanes(context).flatMap((lane) => lane.peers);
  const compared = ourTuningSpecs(context).map((spec) => comparedPeers(spec, peers).map(engineName));
  expect(compared).toEqual([
    ["TF.js wasm, 1 thread", "TF.js plain JavaScript", "TF.js WebGPU"],
    ["TF.js wasm, 2 threads", "TF.js plain JavaScript", "TF.js WebGPU"],
  ]);
  expect(ourTuningSpecs({ ...context, threads: 1 }).map(({ threads }) => threads)).toEqual([1]);
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
    "showing one picture (the frozen part, once for all epochs), CPU, 1 thread",
    "showing one picture (the frozen part, once for all epochs), CPU, 2 threads",
  ]);
  const [oneThread, threads, showing] = rows;
  expect(oneThread?.ours).toEqual([300, 310]);
  expect(oneThread?.peers).toEqual({
    "TF.js wasm, 1 thread": [600, 620],
    "TF.js plain JavaScript": [9000],
    "TF.js WebGPU": null,
  });
  expect(oneThread && ratioToBestPeer(oneThread)).toBe(0.5);
  expect(oneThread?.note).toContain("4.5 billion multiply-adds");
  expect(oneThread?.note).toContain("at most 3 millionths");
  expect(oneThread?.note).toContain("at most 140 millionths");
  expect(oneThread?.note).toContain("Could not be measured here: TF.js WebGPU.");
  expect(threads?.peers["TF.js wasm, 2 threads"]).toBeNull();
  expect(showing).toMatchObject({ ours: [40], peers: {} });
});

test("the document says how it was measured", () => {
  const document = documentFromRecord({
    date: "2026-11-25T02:55:00.000Z",
    commit: "abc1234",
    isQuick: false,
    machine: { processor: "Some CPU", numCores: 2, memoryBytes: 2 ** 33, system: "linux 6", loadBefore: 0 },
    rows: tuningRows(found()),
    problems: [],
  });
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
  const context = { isQuick: false, adapter: software, threads: 2 };
  return {
    job: tuningJob(),
    ours: ourTuningSpecs(context),
    peers: tuningLanes(context).flatMap(({ peers }) => peers),
    showMillis: new Map([["Afterimage, 1 thread", [40]]]),
    stepMillis: new Map([
      ["Afterimage, 1 thread", [300, 310]],
      ["TF.js wasm, 1 thread", [600, 620]],
      ["TF.js plain JavaScript", [9000]],
    ]),
    multiplyAdds: 4.5e9,
    worst: { loss: 3e-6, gradient: 1.42e-4 },
  };
}
