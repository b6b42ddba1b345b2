/** TF.js learns the same with its own gradients and with those made of other operations, and momentum counts. */
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import type { Network } from "../../src/bench/network-file";
import { composedStep } from "../../src/bench/tensorflow-composed";
import { type LoadedStep, type RunStep, runBlock } from "../../src/bench/tensorflow-network";
import { beginTensorflowTuning } from "../../src/bench/tensorflow-tuning";
import { COMPARED_STEPS, compareSteps, doStepsAgree } from "../../src/bench/tuning-agreement";
import { type TuningJob, type TuningMaps, type TuningStep, tuningJob } from "../../src/bench/tuning-job";
import { seededRandom } from "../../src/inputs/random";
import { drawnNetwork } from "./drawn-network";

/** Small maps of few pictures: the same code in a hundredth of the time. */
const SIDE = 2;
const CHANNELS = 192;
const job: TuningJob = { ...tuningJob(), labels: [0, 1] };

let network: Network;
let steps: TuningStep[];

beforeAll(async () => {
  await tf.setBackend("cpu");
  network = drawnNetwork();
  steps = await stepsOf(job);
}, 60_000);

test("the loss begins near that of guessing and falls, and every layer has a gradient", () => {
  expect(steps[0]?.loss).toBeGreaterThan(1);
  expect(steps[0]?.loss).toBeLessThan(2.5);
  expect(steps[2]?.loss).toBeLessThan(steps[0]?.loss ?? 0);
  expect(steps.map(({ gradientNorms }) => gradientNorms.length)).toEqual([10, 10, 10]);
  expect(steps.flatMap(({ gradientNorms }) => gradientNorms).every((norm) => norm > 0)).toBe(true);
});

test("another momentum is noticed at the third step", async () => {
  const other = await stepsOf({ ...job, momentum: 0.8 });
  expect(doStepsAgree(compareSteps(steps.slice(0, 2), other.slice(0, 2)), "cpu")).toBe(true);
  // Nor where a GPU's gradients are given more room.
  expect(doStepsAgree(compareSteps(steps, other), "gpu")).toBe(false);
}, 60_000);

test("without ReLU6 in one place it does not agree", async () => {
  const careless: RunStep = (x, step) =>
    composedStep(x, { ...step, isActivated: step.isActivated && step.name !== "blocks.14.depthwise" });
  expect(doStepsAgree(compareSteps(steps, await stepsOf(job, careless)), "gpu")).toBe(false);
}, 60_000);

test("a step leaves nothing behind", async () => {
  const tuning = beginTensorflowTuning(network, job, drawnMaps());
  await tuning.step(true);
  const before = tf.memory().numTensors;
  await tuning.step(true);
  expect(tf.memory().numTensors).toBe(before);
  tuning.dispose();
}, 60_000);

test.each([3, 5])("gradients through a block with %i × %i kernels are TF.js's own", async (kernel) => {
  const [own, composed] = await Promise.all([gradients(kernel), gradients(kernel, composedStep)]);
  expect(composed.length).toBe(own.length);
  for (const [index, values] of own.entries()) {
    expect(values.some((value) => Math.abs(value) > 1e-3)).toBe(true);
    for (const [place, value] of values.entries()) expect(composed[index]?.[place]).toBeCloseTo(value, 4);
  }
});

async function stepsOf(asked: TuningJob, run?: RunStep): Promise<TuningStep[]> {
  const tuning = beginTensorflowTuning(network, asked, drawnMaps(), run);
  const taken: TuningStep[] = [];
  while (taken.length < COMPARED_STEPS) taken.push(await tuning.step(true));
  tuning.dispose();
  return taken;
}

function drawnMaps(): TuningMaps {
  const random = seededRandom(11);
  const length = job.labels.length * SIDE * SIDE * CHANNELS;
  return { values: Float32Array.from({ length }, () => random() * 4 - 2), side: SIDE, channels: CHANNELS };
}

/** Of the map that a small block reads, and of its filters and biases. */
async function gradients(kernel: number, run?: RunStep): Promise<number[][]> {
  const channels = 4;
  const shape = { channelsIn: channels, channelsOut: channels, stride: 1 };
  const seeded = (size: number[], seed: number) => tf.randomUniform(size, -1, 1, "float32", seed);
  const wide: LoadedStep = {
    ...{ ...shape, name: "depthwise", kernel, isDepthwise: true, isActivated: true },
    filter: seeded([kernel, kernel, channels, 1], 1) as tf.Tensor4D,
    bias: seeded([channels], 2) as tf.Tensor1D,
  };
  const narrow: LoadedStep = {
    ...{ ...shape, name: "project", kernel: 1, isDepthwise: false, isActivated: false },
    filter: seeded([1, 1, channels, channels], 3) as tf.Tensor4D,
    bias: seeded([channels], 4) as tf.Tensor1D,
  };
  const weights = seeded([2, 6, 6, channels], 5);
  const sum = (x: tf.Tensor, a: tf.Tensor, b: tf.Tensor, c: tf.Tensor, d: tf.Tensor) => {
    const steps = [
      { ...wide, filter: a, bias: b },
      { ...narrow, filter: c, bias: d },
    ] as LoadedStep[];
    return tf.sum(tf.mul(runBlock(x as tf.Tensor4D, { steps, hasSkip: true }, run), weights));
  };
  const input = seeded([2, 6, 6, channels], 6);
  const found = tf.grads(sum)([input, wide.filter, wide.bias, narrow.filter, narrow.bias]);
  return Promise.all(found.map(async (gradient) => [...(await gradient.data())]));
}
