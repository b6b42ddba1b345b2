/** The peer onnxruntime-web in a worker of its own, on WebGPU, which is a larger file with another runtime in it. */
import wasmGlueUrl from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url";
import wasmUrl from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url";
import * as runtime from "onnxruntime-web/webgpu";
import { loadOnnxPeer } from "./onnxruntime-peer";
import { servePeer } from "./serve-peer";

servePeer((spec, networkAddress) =>
  loadOnnxPeer(runtime, { mjs: wasmGlueUrl, wasm: wasmUrl }, spec, networkAddress),
);
