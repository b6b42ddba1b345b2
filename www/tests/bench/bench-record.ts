/** Adapters that a run may find, and its record as the bench's script writes it. */
import type { BenchRecord } from "../../scripts/bench/document.mjs";
import type { Row } from "../../scripts/bench/row.mjs";
import type { Adapter } from "../../src/bench/contract";

export const software: Adapter = { description: "swiftshader", isSoftware: true };
export const hardware: Adapter = { description: "a card", isSoftware: false };

/** Of a whole run on the software adapter. */
export function benchRecord(rows: readonly Row[]): BenchRecord {
  return {
    date: "2026-11-25T02:55:00.000Z",
    commit: "abc1234",
    isQuick: false,
    machine: {
      processor: "Some CPU",
      numCores: 2,
      memoryBytes: 8 * 2 ** 30,
      system: "linux 6",
      loadBefore: 0.01,
    },
    browser: "Chromium 156",
    adapter: software,
    threads: 2,
    versions: { "onnxruntime-web": "1.30.0" },
    agreements: [{ engine: "TF.js", side: 224, cosine: 0.99999, maxDifference: 3e-6 }],
    rows,
    problems: [],
  };
}
