/** Medians, ratios and targets: what is read out of a row, for the document and for the page alike. */

/** @param {import("./row.d.mts").Figure} figure */
export function samplesOf(figure) {
  if (figure === null) return [];
  return typeof figure === "number" ? [figure] : [...figure];
}

/** The middle sample, or the mean of the two in the middle; NaN without samples. */
export function median(samples) {
  const sorted = samples.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The peer with the best median; undefined when none was measured. */
export function bestPeer(row) {
  const measured = Object.entries(row.peers)
    .map(([name, figure]) => ({ name, median: median(samplesOf(figure)) }))
    .filter((peer) => Number.isFinite(peer.median));
  const isMoreBetter = row.unit === "fps";
  return measured.toSorted((one, other) => (one.median - other.median) * (isMoreBetter ? -1 : 1))[0];
}

/** Ours divided by the best peer's; undefined when one of them was not measured. */
export function ratioToBestPeer(row) {
  const best = bestPeer(row);
  const ours = median(samplesOf(row.ours));
  return best && Number.isFinite(ours) ? ours / best.median : undefined;
}

/** Undefined without a target, or when what it needs was not measured. */
export function isTargetMet(row) {
  if (!row.target) return undefined;
  const { kind, limit } = row.target;
  if (kind === "timesPeer") {
    const ratio = ratioToBestPeer(row);
    return ratio === undefined ? undefined : ratio <= limit;
  }
  const ours = median(samplesOf(row.ours));
  if (!Number.isFinite(ours)) return undefined;
  return kind === "atMost" ? ours <= limit : ours >= limit;
}

/** The median, and how far the samples lie apart: `59.1 ms (57.0–66.2, n = 15)`. */
export function figureInWords(figure, unit) {
  const samples = samplesOf(figure);
  if (samples.length === 0) return "–";
  const middle = withUnit(median(samples), unit);
  if (samples.length === 1) return middle;
  const [least, most] = [Math.min(...samples), Math.max(...samples)];
  return `${middle} (${inUnit(least, unit)}–${inUnit(most, unit)}, n = ${samples.length})`;
}

/** Three digits tell all that a measurement knows: `0.0123`, `1.23`, `12.3`, `1,230`. */
export function threeDigits(number) {
  if (!Number.isFinite(number)) return "–";
  const rounded = Number(number.toPrecision(3));
  // Twelve digits after the point are more than three digits of anything measured here need.
  return rounded.toLocaleString("en", {
    maximumFractionDigits: 12,
    minimumFractionDigits: digitsAfterPoint(rounded),
  });
}

/** `1.2` is written `1.20` where three digits are known; `123` and more need none. */
function digitsAfterPoint(number) {
  const size = Math.abs(number);
  if (size === 0 || size >= 100) return 0;
  return Math.min(12, 2 - Math.floor(Math.log10(size)));
}

function withUnit(number, unit) {
  const suffix = { ms: " ms", bytes: " MB", fps: " fps", count: "", ratio: "", number: "" }[unit];
  return `${inUnit(number, unit)}${suffix}`;
}

function inUnit(number, unit) {
  if (unit === "bytes") return threeDigits(number / 1_000_000);
  return unit === "count" ? Math.round(number).toLocaleString("en") : threeDigits(number);
}
