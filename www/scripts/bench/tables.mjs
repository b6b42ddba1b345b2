/** Puts rows together into tables: what stands in one table was measured beside the same peers. */

/** The order of the document. */
export const SECTIONS = ["embed", "head", "tuning", "visit", "memory"];

/** @param {readonly import("./row.d.mts").Row[]} rows */
export function tablesFromRows(rows) {
  const tables = new Map();
  for (const row of rows) {
    const peers = Object.keys(row.peers);
    const key = JSON.stringify([row.section, peers]);
    const table = tables.get(key) ?? { section: row.section, peers, rows: [] };
    table.rows.push(row);
    tables.set(key, table);
  }
  return [...tables.values()].toSorted(
    (one, other) => SECTIONS.indexOf(one.section) - SECTIONS.indexOf(other.section),
  );
}
