/** Types of the grouping of rows into tables. */
import type { Row, Section } from "./row.d.mts";

export interface RowTable {
  section: Section;
  /** The columns beside ours. */
  peers: string[];
  rows: Row[];
}

export const SECTIONS: readonly Section[];
export function tablesFromRows(rows: readonly Row[]): RowTable[];
