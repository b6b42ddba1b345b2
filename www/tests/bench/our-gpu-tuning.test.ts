/** What the bench asks our engine for when blocks learn on the GPU: a step is what lies between two answers. */
import { expect, test } from "vitest";
import { teachOnGpu } from "../../src/bench/our-gpu-tuning";
import { beginOurTuning } from "../../src/bench/our-tuning";
import { fakeTuningEngine, smallTuningJob as job } from "./fake-tuning-engine";

async function teaching(options = {}) {
  const { ask, asked } = fakeTuningEngine(0.1, options);
  const begun = await beginOurTuning(ask, job);
  return { asked, tuning: await teachOnGpu(ask, job, begun) };
}

test("the GPU is chosen for the blocks before anything is compared", async () => {
  const { asked, tuning } = await teaching();
  expect(asked.at(-1)).toEqual({ kind: "chooseTuningDevice", device: "gpu" });
  expect(await tuning.step(true)).toMatchObject({ loss: 1.5, gradientNorms: [0.1] });
});

test("where the GPU is refused nothing is measured on it", async () => {
  await expect(teaching({ isGpuRefused: true })).rejects.toThrow("gpuRefused");
});

test("a timed step follows one that is not, and leaves the GPU nothing to do", async () => {
  const { asked, tuning } = await teaching();
  const before = asked.length;
  const { loss, elapsedMillis } = await tuning.step(false);
  // Of the second batch of its epoch.
  expect(loss).toBe(2.5);
  expect(elapsedMillis).toBeGreaterThanOrEqual(0);
  const kinds = asked.slice(before).map(({ kind }) => kind);
  expect(kinds).toEqual([
    "embed",
    "embed",
    "setDataset",
    "showPictures",
    "showPictures",
    "trainBatch",
    "trainBatch",
    // Not the end of the epoch, which takes longer: a new one.
    "setDataset",
  ]);
});

test("the second batch is as large, of other pictures, and brought once", async () => {
  const { asked, tuning } = await teaching();
  await tuning.step(false);
  const dataset = asked.findLast(({ kind }) => kind === "setDataset");
  expect(dataset).toMatchObject({ settings: { batchSize: 2 } });
  expect(dataset?.kind === "setDataset" && dataset.examples.map(({ exampleId }) => exampleId)).toEqual([
    1, 2, 3, 4,
  ]);
  const [, second, , fourth] = asked.filter(({ kind }) => kind === "embed");
  expect(second?.kind === "embed" && fourth?.kind === "embed" && fourth.pixels).not.toEqual(
    second?.kind === "embed" && second.pixels,
  );
  const before = asked.length;
  await tuning.step(false);
  const kinds = asked.slice(before).map(({ kind }) => kind);
  expect(kinds).toEqual(["trainBatch", "trainBatch", "setDataset"]);
});
