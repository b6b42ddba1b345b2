/** Anything that turns pictures into features, and how to start one. */
import type { EngineSpec } from "./contract";
import { startOurEngine } from "./our-engine";
import { startPeer } from "./peer-client";

export interface Embedder {
  /** RGBA bytes in this page's memory → `[pictures, 1280]` in this page's memory. The bytes change hands. */
  embed(pixels: Uint8Array<ArrayBuffer>, numPictures: number, side: number): Promise<Float32Array>;
  /** Ends its worker and everything that belongs to it. */
  close(): void;
  version?: string;
}

/** Resolves when it could look at a picture: code and weights are there. */
export function startEmbedder(spec: EngineSpec): Promise<Embedder> {
  return spec.family === "ours" ? startOurEngine(spec) : startPeer(spec, networkAddress());
}

/** Where the numbers of the network are, for the peers. */
export function networkAddress(): string {
  return new URL("network/", document.baseURI).href;
}
