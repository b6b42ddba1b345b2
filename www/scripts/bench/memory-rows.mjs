/** From measured memory and frames to rows of the bench's table. */

const MOST_BYTES = 700_000_000;
const WITHOUT_LINUX = "Only Linux tells what each process of the browser uses.";

/** What the measurements of `memory.mjs` say, from few pictures to many. */
export function memoryRows(measured) {
  const largest = measured.at(-1);
  return measured.flatMap((one) => [
    ...processRows(one, one === largest),
    ...heapRows(one),
    ...scrollRows(one, one === largest),
  ]);
}

function processRows(one, hasTarget) {
  const { blank, empty, full, returned, peakBytes } = one;
  const pictures = namedCount(one);
  const beyond = (processes) => (processes && blank ? processes.totalBytes - blank.totalBytes : null);
  const target = hasTarget ? { target: atMost("≤ 700 MB in all", MOST_BYTES) } : {};
  const note = { note: blank && full.processes ? noteOn(blank, full.processes) : WITHOUT_LINUX };
  const rows = [
    row(`${pictures}, all processes beyond an empty tab`, "bytes", beyond(full.processes), {
      ...target,
      ...note,
    }),
    row(`${pictures}, the same at the next visit`, "bytes", beyond(returned.atRest.processes)),
    row(
      `${pictures}, the same after scrolling through them`,
      "bytes",
      beyond(returned.afterScrolling.processes),
    ),
    row(`${pictures}, the page itself without any, beyond an empty tab`, "bytes", beyond(empty.processes)),
  ];
  if (blank) {
    rows.push(
      row(
        `${pictures}, the most while they were added, beyond an empty tab`,
        "bytes",
        peakBytes - blank.totalBytes,
      ),
    );
  }
  return rows;
}

function heapRows(one) {
  const { heaps } = one.full;
  const sum = (part) => heaps.reduce((total, heap) => total + (heap[part] ?? 0), 0);
  const pictures = namedCount(one);
  return [
    row(`${pictures}, JavaScript objects of page and workers`, "bytes", sum("objectBytes")),
    row(`${pictures}, array buffers of the page`, "bytes", sum("bufferBytes")),
    row(`${pictures}, wasm memory`, "bytes", sum("wasmBytes")),
  ];
}

function scrollRows(one, hasTarget) {
  const scrolls = [...one.scrolls, ...one.returned.scrolls];
  const pictures = namedCount(one);
  const target = hasTarget ? { target: { says: "60 fps", kind: "atLeast", limit: 59 } } : {};
  const numLate = scrolls.map(({ numLong }) => numLong).join(", ");
  const speeds = scrolls.map(({ framesPerSecond }) => framesPerSecond);
  const slowest = scrolls.map(({ slowMillis }) => slowMillis);
  return [
    row(`${pictures}, frames a second while scrolling`, "fps", speeds, {
      ...target,
      note: `Every class open, 2,000 pixels a second for 3 s; ${one.scrolls.length} times after adding and ${one.returned.scrolls.length} times at the next visit; frames that came late each time: ${numLate}.`,
    }),
    row(`${pictures}, 95 % of the frames while scrolling within`, "ms", slowest),
  ];
}

function noteOn(blank, full) {
  const kinds = Object.entries(full.byKind).map(([kind, bytes]) => `${kind} ${megabytes(bytes)}`);
  return `In all ${megabytes(full.totalBytes)} MB, of an empty tab ${megabytes(blank.totalBytes)} MB; by kind of process, in MB: ${kinds.join(", ")}. A software adapter's memory is part of its process.`;
}

function namedCount({ numPictures, isPrefilled }) {
  return `${numPictures.toLocaleString("en")} pictures${isPrefilled ? " (copied)" : ""}`;
}

function row(what, unit, ours, rest = {}) {
  return { section: "memory", what, unit, ours, peers: {}, ...rest };
}

function atMost(says, limit) {
  return { says, kind: "atMost", limit };
}

function megabytes(bytes) {
  return Math.round(bytes / 1e6);
}
