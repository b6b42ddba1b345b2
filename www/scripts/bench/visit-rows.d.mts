/** Types of the rows about visits, for the tests that use them. */
import type { Row } from "./row.d.mts";

export interface Traffic {
  numRequests: number;
  wireBytes: number;
  files: { name: string; status: number; wireBytes: number }[];
}

export interface Visit {
  marks: { interactive: number; engineReady: number; firstAnswer: number; backend?: string };
  traffic: Traffic;
}

export interface MeasuredVisits {
  beforePicture: { gzip: number; br: number };
  looked: Traffic;
  ours: { cold: Visit; warm: Visit }[];
  peer: { name: string; visits: { cold: Visit; warm: Visit }[] } | undefined;
  takeover: { millis: number; numRequests: number; wireBytes: number; beforeGpu: Traffic } | undefined;
  engines: { build: string; wireBytes: number }[];
}

export function visitRows(measured: MeasuredVisits): Row[];
