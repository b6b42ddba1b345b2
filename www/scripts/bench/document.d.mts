/** Types of the document's writer, for the tests. */
import type { Row } from "./row.d.mts";

export interface BenchRecord {
  date: string;
  commit: string;
  isQuick: boolean;
  machine: {
    processor: string;
    numCores: number;
    memoryBytes: number;
    system: string;
    loadBefore: number;
  };
  browser?: string;
  adapter?: { description: string; isSoftware: boolean };
  threads?: number;
  versions?: Record<string, string>;
  agreements?: { engine: string; side: number; cosine: number; maxDifference: number }[];
  rows: readonly Row[];
  problems: readonly string[];
}

export function documentFromRecord(record: BenchRecord): string;
