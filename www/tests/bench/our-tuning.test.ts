/** What the bench asks our engine for: a step is one command, and what ends the epoch is not a part of it. */
import { expect, test } from "vitest";
import { type Ask, beginOurTuning, channelsLastMap } from "../../src/bench/our-tuning";
import { tuningJob } from "../../src/bench/tuning-job";
import type { EngineCommand, EngineEvent } from "../../src/engine/protocol";

const job = { ...tuningJob(), labels: [0, 1], side: 8 };

/** Answers every command as an engine with two places of two channels would. */
function fakeEngine(gradientNorm: number) {
  const asked: EngineCommand[] = [];
  let batches = 0;
  const answer = (command: EngineCommand): unknown => {
    switch (command.kind) {
      case "exportHead":
        return { kind: "headExported", head: { fingerprint: "f", classIds: [1, 2], epoch: 0 } };
      case "describeNetwork":
        return {
          kind: "networkDescribed",
          layers: [{ name: "stem" }, { name: "blocks.12.project", channelsOut: 2 }],
        };
      case "seeLayers":
        return { kind: "layersSeen", layers: [{ side: 1, maps: Float32Array.of(1, 2) }] };
      case "trainBatch":
        batches += 1;
        return batches % 2 === 1
          ? { kind: "batchFinished", loss: 1.5 }
          : { kind: "epochFinished", report: { movement: { gradientNorm: 1, layers: [{ gradientNorm }] } } };
      default:
        return {};
    }
  };
  const ask: Ask = (command, expected) => {
    asked.push(command);
    const event = answer(command) as EngineEvent;
    if (event.kind !== undefined && event.kind !== expected)
      throw new Error(`${event.kind}, not ${expected}`);
    return Promise.resolve(event as Extract<EngineEvent, { kind: typeof expected }>);
  };
  return { ask, asked };
}

test("the head begins where the job says, and pictures are shown one by one", async () => {
  const { ask, asked } = fakeEngine(0.1);
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
  const { ask } = fakeEngine(0.1);
  const step = await (await beginOurTuning(ask, job)).step(true);
  expect(step).toMatchObject({ loss: 1.5, gradientNorms: [0.1] });
  expect(step.elapsedMillis).toBeGreaterThanOrEqual(0);
});

test("a gradient that would be shortened is refused, because no peer shortens any", async () => {
  for (const norm of [1.01, Number.NaN]) {
    const tuning = await beginOurTuning(fakeEngine(norm).ask, job);
    await expect(tuning.step(true)).rejects.toThrow("too long");
    // What is only timed may be shortened: that is the same arithmetic.
    await expect(tuning.step(false)).resolves.toMatchObject({ loss: 1.5, gradientNorms: [] });
  }
});

test("maps come with their channels last, one picture after the other", async () => {
  const maps = await (await beginOurTuning(fakeEngine(0.1).ask, job)).maps();
  expect(maps).toEqual({ values: Float32Array.of(1, 2, 1, 2), side: 1, channels: 2 });
  expect([...channelsLastMap(Float32Array.of(1, 2, 3, 10, 20, 30), 2)]).toEqual([1, 10, 2, 20, 3, 30]);
});
