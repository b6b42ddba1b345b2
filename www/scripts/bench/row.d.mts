/** One row of the bench's table: what was measured, ours beside the peers, and what the project aims at. */

/** A part of the bench, in the order of the document. */
export type Section = "embed" | "head" | "tuning" | "visit" | "memory";

/** The unit decides how a figure is written (1,234 ms, 2.31 MB, 0.0123), and that more is better only for `fps`. */
export type Unit = "ms" | "bytes" | "count" | "fps" | "ratio" | "number";

/** The samples of one measurement, in the row's unit: a median needs at least one. */
export type Samples = readonly number[];

/** A single number is a measurement with one sample; null says that it could not be measured here (say why in `note`). */
export type Figure = number | Samples | null;

/** What the project aims at, and what `ours` is compared with. */
export interface Target {
  /** As a person reads it, for example "≤ 0.9 × the faster peer, 1 thread". */
  readonly says: string;
  /** `atMost` and `atLeast` compare the median of ours with `limit`; `timesPeer` with `limit` × the best peer's median. */
  readonly kind: "atMost" | "atLeast" | "timesPeer";
  readonly limit: number;
}

export interface Row {
  readonly section: Section;
  /** What was measured, as a person reads it: "one picture, 224 px, steady state". It is unique within its section. */
  readonly what: string;
  readonly unit: Unit;
  readonly ours: Figure;
  /** By name; empty where there is no peer. */
  readonly peers: Readonly<Record<string, Figure>>;
  readonly target?: Target;
  /** A sentence under the table: what was left out, and why. */
  readonly note?: string;
}

/** What each of the runner's parts is called with; `log` writes a line of progress. */
export interface MeasureOptions {
  readonly quick: boolean;
  readonly log: (line: string) => void;
}

/** A part that measures its section in browsers of its own: first-visit.mjs and memory.mjs. */
export type Measure = (options: MeasureOptions) => Promise<readonly Row[]>;
