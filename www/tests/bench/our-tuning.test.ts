/** What the bench asks our engine for: a step is one command, and what ends the epoch is not a part of it. */
import { expect, test } from "vitest";
import { beginOurTuning, channelsLastMap } from "../../src/bench/our-tuning";
import { fakeTuningEngine, smallTuningJob as job } from "./fake-tuning-engine";

test("the head begins where the job says, and pictures are shown one by one", async () => {
  const { ask, asked } = fakeTuningEngine(0.1);
  const tuning = await beginOurTuning(ask, job);
  await tuning.show(1);
  expect(asked.map(({ kind }) => kind)).toEqual([
    "embed",
    "embed",
    "setDataset",
    "exportHead",
    "importHead",
    "showPictures",
  ]);
  expect(asked[2]).toMatchObject({
    settings: { optimiser: "sgd", batchSize: 2, tuning: { firstBlock: 13 } },
  });
  expect(asked[4]).toMatchObject({ head: { fingerprint: "f", output: { weight: job.headWeights } } });
  expect(asked[5]).toMatchObject({ exampleIds: [2], side: 8 });
});

test("a step gives the loss and the lengths of the gradients", async () => {
  const { ask } = fakeTuningEngine(0.1);
  const step = await (await beginOurTuning(ask, job)).step(true);
  expect(step).toMatchObject({ loss: 1.5, gradientNorms: [0.1] });
  expect(step.elapsedMillis).toBeGreaterThanOrEqual(0);
});

test("a gradient that would be shortened is refused, because no peer shortens any", async () => {
  for (const norm of [1.01, Number.NaN]) {
    const tuning = await beginOurTuning(fakeTuningEngine(norm).ask, job);
    await expect(tuning.step(true)).rejects.toThrow("too long");
    // What is only timed may be shortened: that is the same arithmetic.
    await expect(tuning.step(false)).resolves.toMatchObject({ loss: 1.5, gradientNorms: [] });
  }
});

test("maps come with their channels last, one picture after the other", async () => {
  const maps = await (await beginOurTuning(fakeTuningEngine(0.1).ask, job)).maps();
  expect(maps).toEqual({ values: Float32Array.of(1, 2, 1, 2), side: 1, channels: 2 });
  expect([...channelsLastMap(Float32Array.of(1, 2, 3, 10, 20, 30), 2)]).toEqual([1, 10, 2, 20, 3, 30]);
});
