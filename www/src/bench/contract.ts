/** What the bench is asked and what it answers: plain data that crosses between page and script. */
import type { Row } from "../../scripts/bench/row.mjs";
import type { EngineBuild } from "../engine/engine-build";

export type BenchPart = "embed" | "head" | "tuning";

export interface BenchRequest {
  parts: BenchPart[];
  /** Fewer repetitions and no large batches: for trying the bench itself. */
  isQuick: boolean;
}

/** One engine as it is measured; `threads` counts the caller's own. */
export type EngineSpec =
  | { family: "ours"; build: EngineBuild; threads: number }
  | { family: "onnxruntime"; backend: "wasm" | "webgpu"; threads: number }
  | { family: "tensorflow"; backend: "wasm" | "webgpu" | "cpu"; threads: number };

export type PeerSpec = Exclude<EngineSpec, { family: "ours" }>;

/** How far the features of an engine are from those of our CPU engine; the worst of the compared pictures. */
export interface Agreement {
  engine: string;
  side: number;
  cosine: number;
  maxDifference: number;
}

export type BenchProblem =
  /** The engines do not compute the same thing, so that comparing their times would mean nothing. */
  | { code: "disagreement"; engine: string; cosine: number; maxDifference: number }
  /** They do not learn the same from the same pictures; both are shares. */
  | { code: "tuningDisagreement"; engine: string; loss: number; gradient: number }
  /** It could not be started or stopped in the middle; the others were measured without it. */
  | { code: "engineFailed"; engine: string; detail: string }
  /** Our head never was as good as the peer's. */
  | { code: "lossNotReached"; peer: string; peerLoss: number; ourLoss: number; epochs: number };

export interface Adapter {
  description: string;
  isSoftware: boolean;
}

export interface BenchResult {
  rows: Row[];
  agreements: Agreement[];
  /** What went wrong, as sentences; a result without rows says only this. */
  problems: string[];
  adapter: Adapter | undefined;
  /** By package. */
  versions: Record<string, string>;
  /** The most threads that an engine was given. */
  threads: number;
  isIsolated: boolean;
}

export interface BenchProgress {
  sentence: string;
}

declare global {
  interface Window {
    /** Measures; called by the script, or by the button of the page. */
    afterimageBench?: (request: BenchRequest) => Promise<BenchResult>;
    /** The script's ear for progress; absent when someone opens the page by hand. */
    afterimageBenchProgress?: (progress: BenchProgress) => void;
  }
}
