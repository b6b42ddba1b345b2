/** The peer onnxruntime-web as it is measured: one session on the network's ONNX file, everything else as it comes. */
import type { InferenceSession } from "onnxruntime-web";
import type { PeerSpec } from "./contract";
import { fetchNetwork } from "./network-file";
import { channelsFirst } from "./normalised-pictures";
import { ONNX_INPUT, ONNX_OUTPUT, onnxModel } from "./onnx-model";
import type { ServedPeer } from "./serve-peer";

/** The module itself, because the builds for WebAssembly and for WebGPU are different packages. */
type Runtime = Pick<typeof import("onnxruntime-web"), "env" | "InferenceSession" | "Tensor">;

const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  graphOptimizationLevel: "all",
  // Waiting threads spin while a picture is looked at, but not after it, when others are measured.
  extra: { session: { force_spinning_stop: "1" } },
};

export async function loadOnnxPeer(
  runtime: Runtime,
  wasmPaths: { mjs: string; wasm: string },
  spec: PeerSpec,
  networkAddress: string | undefined,
): Promise<ServedPeer> {
  if (networkAddress === undefined || spec.backend === "cpu") throw new Error("there is nothing to load");
  runtime.env.wasm.wasmPaths = {
    mjs: new URL(wasmPaths.mjs, location.href).href,
    wasm: new URL(wasmPaths.wasm, location.href).href,
  };
  runtime.env.wasm.numThreads = spec.threads;
  runtime.env.logLevel = "error";
  const network = await fetchNetwork(networkAddress);
  const session = await runtime.InferenceSession.create(onnxModel(network), {
    ...SESSION_OPTIONS,
    executionProviders: [spec.backend],
  });
  return {
    version: runtime.env.versions.web ?? "",
    async embed(pixels, numPictures, side) {
      const values = channelsFirst(pixels, numPictures, side);
      const pictures = new runtime.Tensor("float32", values, [numPictures, 3, side, side]);
      const { [ONNX_OUTPUT]: features } = await session.run({ [ONNX_INPUT]: pictures });
      if (!(features?.data instanceof Float32Array)) throw new Error("there are no features");
      return features.data;
    },
    trainHead: doesNotTrain,
    beginTuning: doesNotTrain,
    takeTuningStep: doesNotTrain,
  };
}

function doesNotTrain(): Promise<never> {
  return Promise.reject(new Error("onnxruntime-web does not train"));
}
