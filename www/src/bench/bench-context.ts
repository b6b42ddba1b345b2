/** What every part of the bench knows and adds to while it runs. */
import type { Adapter, Agreement, BenchProblem } from "./contract";

export interface BenchContext {
  isQuick: boolean;
  adapter: Adapter | undefined;
  /** 1 where the page is not isolated. */
  threads: number;
  agreements: Agreement[];
  /** By family of engines. */
  versions: Map<string, string>;
  say(sentence: string): void;
  /** What went wrong; the other engines are measured all the same. */
  fail(problem: BenchProblem): void;
}
