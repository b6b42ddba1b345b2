/** Types of the rows about memory, for the tests that use them. */
import type { Row } from "./row.d.mts";

export interface ProcessMemory {
  byKind: Record<string, number>;
  totalBytes: number;
}

export interface Heap {
  name: string;
  objectBytes: number;
  bufferBytes: number | undefined;
  wasmBytes: number;
}

export interface Scroll {
  medianMillis: number;
  slowMillis: number;
  framesPerSecond: number;
  numFrames: number;
  numLong: number;
}

interface Settled {
  heaps: Heap[];
  processes: ProcessMemory | undefined;
}

export interface MeasuredMemory {
  numPictures: number;
  isPrefilled: boolean;
  blank: ProcessMemory | undefined;
  empty: Settled;
  peakBytes: number;
  full: Settled;
  scrolls: Scroll[];
  returned: { atRest: Settled; scrolls: Scroll[]; afterScrolling: Settled };
}

export function memoryRows(measured: MeasuredMemory[]): Row[];
