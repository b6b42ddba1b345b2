/** The peer onnxruntime-web in a worker of its own, on WebAssembly. */
import wasmGlueUrl from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import wasmUrl from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import * as runtime from "onnxruntime-web/wasm";
import { loadOnnxPeer } from "./onnxruntime-peer";
import { servePeer } from "./serve-peer";

servePeer((spec, networkAddress) =>
  loadOnnxPeer(runtime, { mjs: wasmGlueUrl, wasm: wasmUrl }, spec, networkAddress),
);
