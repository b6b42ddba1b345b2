/** TensorFlow.js in a worker of its own, on the backend and with the threads that are asked for. */
import * as tf from "@tensorflow/tfjs";
import { getThreadsCount, setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import plainWasmUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simdWasmUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedWasmUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import "@tensorflow/tfjs-backend-webgpu";
import type { PeerSpec } from "./contract";
import { fetchNetwork } from "./network-file";
import { channelsLast } from "./normalised-pictures";
import { type ServedPeer, servePeer } from "./serve-peer";
import { trainTensorflowHead } from "./tensorflow-head";
import { type TensorflowNetwork, tensorflowNetwork } from "./tensorflow-network";
import { beginTensorflowTuning, type TensorflowTuning } from "./tensorflow-tuning";

servePeer(load);

async function load(spec: PeerSpec, networkAddress: string | undefined): Promise<ServedPeer> {
  await startBackend(spec);
  const numbers = networkAddress === undefined ? undefined : await fetchNetwork(networkAddress);
  let network: TensorflowNetwork | undefined;
  let tuning: TensorflowTuning | undefined;
  return {
    version: tf.version_core,
    async embed(pixels, numPictures, side) {
      if (!numbers) throw new Error("there is no network");
      network ??= tensorflowNetwork(numbers);
      return embed(network, channelsLast(pixels, numPictures, side), numPictures, side);
    },
    trainHead: trainTensorflowHead,
    async beginTuning(job, maps) {
      if (!numbers) throw new Error("there is no network");
      tuning?.dispose();
      tuning = beginTensorflowTuning(numbers, job, maps);
    },
    async takeTuningStep(withGradientNorms) {
      if (!tuning) throw new Error("there is nothing to tune");
      return tuning.step(withGradientNorms);
    },
  };
}

async function startBackend({ backend, threads }: PeerSpec): Promise<void> {
  if (backend === "wasm") {
    const address = (url: string) => new URL(url, location.href).href;
    setWasmPaths({
      "tfjs-backend-wasm.wasm": address(plainWasmUrl),
      "tfjs-backend-wasm-simd.wasm": address(simdWasmUrl),
      "tfjs-backend-wasm-threaded-simd.wasm": address(threadedWasmUrl),
    });
    // With one thread the file without threads is the faster one.
    if (threads > 1) startWithThreads(threads);
    else tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  }
  if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} did not start`);
  await tf.ready();
  // It falls back to fewer threads without a word.
  if (threads > 1 && getThreadsCount() !== threads) throw new Error(`it has ${getThreadsCount()} threads`);
}

/** It takes at most half of the logical cores, so it is told of twice as many: as many threads as the others. */
function startWithThreads(threads: number): void {
  Object.defineProperty(navigator, "hardwareConcurrency", { value: 2 * threads });
  setThreadsCount(threads);
}

async function embed(
  network: TensorflowNetwork,
  values: Float32Array,
  numPictures: number,
  side: number,
): Promise<Float32Array> {
  const features = tf.tidy(() => network(tf.tensor4d(values, [numPictures, side, side, 3])));
  try {
    return (await features.data()) as Float32Array;
  } finally {
    features.dispose();
  }
}
