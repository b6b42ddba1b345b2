/** Both peers' networks, made of the same drawn weights, say the same: padding, order of channels and skips are right. */
import * as tf from "@tensorflow/tfjs";
import * as onnxruntime from "onnxruntime-web";
import { beforeAll, expect, test } from "vitest";
import { compareFeatures, doesAgree } from "../../src/bench/agreement";
import { efficientNetLite0, FEATURE_LENGTH } from "../../src/bench/architecture";
import { generatedPictures } from "../../src/bench/generated-pictures";
import { type Network, networkFromFiles } from "../../src/bench/network-file";
import { channelsFirst, channelsLast } from "../../src/bench/normalised-pictures";
import { ONNX_INPUT, ONNX_OUTPUT, onnxModel } from "../../src/bench/onnx-model";
import { tensorflowNetwork } from "../../src/bench/tensorflow-network";
import { drawnNetwork } from "./drawn-network";

/** The smallest picture that can be halved five times with something left to see. */
const SIDE = 64;
const NUM_PICTURES = 2;

let network: Network;
let tensorflowFeatures: Float32Array;
const pixels = generatedPictures(NUM_PICTURES, SIDE, 7);

beforeAll(async () => {
  network = drawnNetwork();
  await tf.setBackend("cpu");
  const pictures = tf.tensor4d(channelsLast(pixels, NUM_PICTURES, SIDE), [NUM_PICTURES, SIDE, SIDE, 3]);
  tensorflowFeatures = (await tensorflowNetwork(network)(pictures).data()) as Float32Array;
}, 60_000);

test("the features are of the right number and not all the same", () => {
  expect(tensorflowFeatures.length).toBe(NUM_PICTURES * FEATURE_LENGTH);
  expect(new Set(tensorflowFeatures).size).toBeGreaterThan(FEATURE_LENGTH / 2);
});

test("the ONNX file runs, and says what TF.js says", async () => {
  onnxruntime.env.wasm.numThreads = 1;
  const session = await onnxruntime.InferenceSession.create(onnxModel(network));
  const values = channelsFirst(pixels, NUM_PICTURES, SIDE);
  const pictures = new onnxruntime.Tensor("float32", values, [NUM_PICTURES, 3, SIDE, SIDE]);
  const answer = await session.run({ [ONNX_INPUT]: pictures });
  const features = answer[ONNX_OUTPUT]?.data as Float32Array;
  const comparison = compareFeatures(tensorflowFeatures, features);
  expect(comparison.cosine).toBeGreaterThan(0.99999);
  expect(doesAgree(comparison)).toBe(true);
}, 60_000);

test("a wrong order of channels is noticed", async () => {
  const swapped = pixels.slice();
  for (let byte = 0; byte < swapped.length; byte += 4) {
    [swapped[byte], swapped[byte + 2]] = [pixels[byte + 2] ?? 0, pixels[byte] ?? 0];
  }
  const pictures = tf.tensor4d(channelsLast(swapped, NUM_PICTURES, SIDE), [NUM_PICTURES, SIDE, SIDE, 3]);
  const features = (await tensorflowNetwork(network)(pictures).data()) as Float32Array;
  expect(doesAgree(compareFeatures(tensorflowFeatures, features))).toBe(false);
});

test("the network has as many weights as the published one without its classifier", () => {
  const numWeights = [...network.values()].reduce((sum, { values }) => sum + values.length, 0);
  expect(numWeights).toBe(3_350_000);
  expect(efficientNetLite0().flatMap(({ steps }) => steps).length).toBe(1 + 2 + 15 * 3 + 1);
  expect(efficientNetLite0().filter(({ hasSkip }) => hasSkip).length).toBe(9);
});

test("tensors are found at their offsets", () => {
  const table = [
    { name: "one", shape: [2], offset: 1 },
    { name: "two", shape: [], offset: 0 },
  ];
  const found = networkFromFiles(table, Float32Array.of(5, 6, 7).buffer);
  expect([...(found.get("one")?.values ?? [])]).toEqual([6, 7]);
  expect([...(found.get("two")?.values ?? [])]).toEqual([5]);
  expect(() => networkFromFiles({}, new ArrayBuffer(0))).toThrow("no list");
});
