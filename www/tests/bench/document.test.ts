/** The document says what was measured, where, and whether the targets are met. */
import { expect, test } from "vitest";
import { documentFromRecord } from "../../scripts/bench/document.mjs";
import type { Row } from "../../scripts/bench/row.mjs";
import { tablesFromRows } from "../../scripts/bench/tables.mjs";
import { benchRecord } from "./bench-record";

const target = { says: "≤ 0.9 × the faster peer", kind: "timesPeer", limit: 0.9 } as const;

const ROWS: Row[] = [
  { section: "memory", what: "100 pictures", unit: "bytes", ours: 123_000_000, peers: {} },
  {
    section: "embed",
    what: "1 picture",
    unit: "ms",
    ours: [50, 52, 51],
    peers: { ort: 100, "TF.js": [60, 62, 61] },
    target,
  },
  {
    section: "embed",
    what: "8 pictures",
    unit: "ms",
    ours: null,
    peers: { ort: 800, "TF.js": null },
    note: "Not | yet.",
  },
  { section: "tuning", what: "one step", unit: "ms", ours: null, peers: {}, note: "Not yet." },
];

const RECORD = benchRecord(ROWS);

test("rows beside the same peers share a table, in the order of the document", () => {
  const tables = tablesFromRows(ROWS);
  expect(tables.map(({ section }) => section)).toEqual(["embed", "tuning", "memory"]);
  expect(tables[0]?.rows.map(({ what }) => what)).toEqual(["1 picture", "8 pictures"]);
  expect(tables[0]?.peers).toEqual(["ort", "TF.js"]);
});

test("a row has every figure, the ratio to the best peer, the target and the verdict", () => {
  const document = documentFromRecord(RECORD);
  expect(document).toContain(
    "| 1 picture | 51.0 ms (50.0–52.0, n = 3) | 100 ms | 61.0 ms (60.0–62.0, n = 3) | 0.836 | ≤ 0.9 × the faster peer: met |",
  );
  expect(document).toContain("| Embed: 1 picture | ≤ 0.9 × the faster peer | 0.836 × TF.js | met |");
  expect(document).toContain("| 8 pictures | – | 800 ms | – | – |  |");
  expect(document).toContain("- 8 pictures: Not | yet.");
  expect(document).toContain("| 100 pictures | 123 MB |");
});

test("a target that is not met comes with what bounds it", () => {
  const missed: Row = {
    section: "head",
    what: "50 epochs",
    unit: "ms",
    ours: 80,
    peers: { "TF.js": 100 },
    target,
  };
  expect(documentFromRecord({ ...RECORD, rows: ROWS })).not.toContain("What bounds");
  const document = documentFromRecord({ ...RECORD, rows: [{ ...missed, ours: 95 }] });
  expect(document).toContain("- **50 epochs.** 3.0 billion multiply-adds");
});

test("machine, browser, versions and agreement are named", () => {
  const document = documentFromRecord(RECORD);
  expect(document).toContain("| date | 2026-11-25 02:55 |");
  expect(document).toContain("| machine | Some CPU, 2 cores, 8 GiB, linux 6 |");
  expect(document).toContain("| adapter | swiftshader (a program on the CPU) |");
  expect(document).toContain("| onnxruntime-web | 1.30.0 |");
  expect(document).toContain("| TF.js | 224 px | 0.999990 | 3.0e-6 |");
});

test("a missed target, a quick run and a problem stand out", () => {
  const slow = ROWS.map((row) => ({ ...row, ours: row.ours === null ? null : 1000 }));
  const document = documentFromRecord({ ...RECORD, isQuick: true, rows: slow, problems: ["ort\nstopped."] });
  expect(document).toContain("**not met**");
  expect(document).toContain("**A quick run");
  expect(document).toContain("- ort stopped.");
});

test("every table has as many cells in each line", () => {
  const tables = documentFromRecord(RECORD)
    .trim()
    .split("\n\n")
    .filter((part) => part.startsWith("|"));
  expect(tables.length).toBeGreaterThan(3);
  for (const table of tables) {
    const numCells = table.split("\n").map((line) => line.replaceAll("\\|", "").split("|").length);
    expect(new Set(numCells).size).toBe(1);
  }
});
