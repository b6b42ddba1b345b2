/** What is read out of measured visits and memory: rows that say what was compared, and what was not. */
import { describe, expect, test } from "vitest";
import { memoryRows } from "../../scripts/bench/memory-rows.mjs";
import { summaryOf } from "../../scripts/bench/memory-scroll.mjs";
import { visitRows } from "../../scripts/bench/visit-rows.mjs";

const traffic = (wireBytes: number) => ({
  numRequests: 2,
  wireBytes,
  files: [
    { name: "index.html", status: 200, wireBytes: 1000 },
    { name: "net-AAAA1111.weights", status: 200, wireBytes: wireBytes - 1000 },
  ],
});
const visit = (interactive: number, wireBytes: number) => ({
  marks: { interactive, engineReady: interactive * 2, firstAnswer: interactive * 3, backend: "webgl" },
  traffic: traffic(wireBytes),
});
const MEASURED = {
  beforePicture: { gzip: 70_000, br: 60_000 },
  looked: traffic(3_000_000),
  ours: [
    { cold: visit(100, 3_100_000), warm: visit(50, 500) },
    { cold: visit(120, 3_100_000), warm: visit(60, 500) },
  ],
  peer: { name: "A peer", visits: [{ cold: visit(200, 2_500_000), warm: visit(150, 5000) }] },
  takeover: { millis: 9000, numRequests: 12, wireBytes: 4_400_000, beforeGpu: traffic(3_000_000) },
  engines: [{ build: "gpu", wireBytes: 1_300_000 }],
};

describe("rows about visits", () => {
  test("hold every repetition, ours and the peer's", () => {
    const rows = visitRows(MEASURED);
    const row = rows.find(({ what }) => what === "cold visit, until the first prediction");
    expect(row?.ours).toEqual([300, 360]);
    expect(row?.peers).toEqual({ "A peer": [600] });
    expect(rows.find(({ what }) => what.startsWith("the network's weights"))?.ours).toBe(2_999_000);
    expect(rows.find(({ what }) => what.includes("beyond those of the CPU engine"))?.ours).toBe(1_400_000);
    expect(new Set(rows.map(({ what }) => what)).size).toBe(rows.length);
  });

  test("say so when there is no peer and no GPU engine", () => {
    const rows = visitRows({ ...MEASURED, peer: undefined, takeover: undefined });
    expect(rows.every(({ peers }) => Object.keys(peers).length === 0)).toBe(true);
    expect(rows.find(({ what }) => what === "cold visit, until the first prediction")?.note).toContain(
      "peer",
    );
    const takeover = rows.find(({ what }) => what.includes("GPU engine has taken over"));
    expect(takeover?.ours).toBeNull();
    expect(takeover?.note).toBeDefined();
  });
});

describe("rows about memory", () => {
  const processes = (totalBytes: number) => ({ byKind: { browser: totalBytes }, totalBytes });
  const heaps = [
    { name: "page", objectBytes: 10, bufferBytes: 5, wasmBytes: 0 },
    { name: "worker-cpu", objectBytes: 2, bufferBytes: undefined, wasmBytes: 70 },
  ];
  const settled = (totalBytes: number) => ({ heaps, processes: processes(totalBytes) });
  const scroll = summaryOf(Array(100).fill(16.7));
  const measured = (numPictures: number) => ({
    numPictures,
    isPrefilled: false,
    blank: processes(200),
    empty: settled(300),
    peakBytes: 900,
    full: settled(700),
    scrolls: [scroll],
    returned: { atRest: settled(600), scrolls: [scroll], afterScrolling: settled(650) },
  });

  test("count from an empty tab on, and hold the targets only for the most pictures", () => {
    const rows = memoryRows([measured(100), measured(5000)]);
    const row = rows.find(({ what }) => what === "5,000 pictures, all processes beyond an empty tab");
    expect(row?.ours).toBe(500);
    expect(row?.target?.limit).toBe(700_000_000);
    expect(rows.find(({ what }) => what === "100 pictures, wasm memory")?.ours).toBe(70);
    expect(rows.filter(({ target }) => target).every(({ what }) => what.startsWith("5,000"))).toBe(true);
    expect(new Set(rows.map(({ what }) => what)).size).toBe(rows.length);
  });

  test("stay empty where the system does not tell", () => {
    const one = measured(100);
    const [row] = memoryRows([{ ...one, blank: undefined, full: { heaps, processes: undefined } }]);
    expect(row?.ours).toBeNull();
    expect(row?.note).toContain("Linux");
  });
});

test("frames are summed up by their middle, their slowest twentieth, and how many came late", () => {
  const summary = summaryOf([...Array(90).fill(16.7), ...Array(10).fill(50)]);
  expect(summary).toMatchObject({ medianMillis: 16.7, slowMillis: 50, numFrames: 100, numLong: 10 });
  expect(summary.framesPerSecond).toBeCloseTo(100 / (90 * 0.0167 + 10 * 0.05));
});
