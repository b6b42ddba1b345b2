/** Places in two dimensions where pictures with like features are neighbours (UMAP, McInnes et al. 2018). */
// umap-js (Google PAIR, MIT) is the widely used version of the method in JavaScript: seeded, and one step at a time, so
// that it can tell how far it is. Its own search for neighbours is approximate and meant for far more pictures; here
// all are compared with one another, which is exact and as quick.
import { UMAP } from "umap-js";
import { seededRandom } from "../../inputs/random";

const NEIGHBOURS = 15;
const SEED = 1;
const STEPS = 400;

/** What the comparing costs beside the steps, for a bar that moves evenly. */
const SHARE_OF_COMPARING = 0.5;

/** `features` is `[pictures, length]`; gives `[pictures, 2]`, the same for the same features. */
export function neighbourPositions(
  features: Float32Array,
  length: number,
  onProgress: (done: number, total: number) => void,
): Float32Array {
  const numRows = Math.floor(features.length / Math.max(1, length));
  const rows = unitRows(features, length, numRows);
  const numNeighbours = Math.min(NEIGHBOURS, numRows - 1);
  const indices: number[][] = [];
  const distances: number[][] = [];
  for (let row = 0; row < numRows; row += 1) {
    const nearest = nearestRows(rows, length, row, numNeighbours);
    indices.push(nearest.map(({ index }) => index));
    distances.push(nearest.map(({ distance }) => distance));
    onProgress((SHARE_OF_COMPARING * row) / numRows, 1);
  }
  const umap = new UMAP({
    nNeighbors: numNeighbours,
    nComponents: 2,
    nEpochs: STEPS,
    random: seededRandom(SEED),
  });
  umap.setPrecomputedKNN(indices, distances);
  // With neighbours given it reads only how many rows there are.
  umap.initializeFit(indices);
  for (let step = 0; step < STEPS; step += 1) {
    umap.step();
    onProgress(SHARE_OF_COMPARING + ((1 - SHARE_OF_COMPARING) * step) / STEPS, 1);
  }
  return Float32Array.from(umap.getEmbedding().flat());
}

/** As the head reads them: scaled to one length, so that only the direction counts. */
function unitRows(features: Float32Array, length: number, numRows: number): Float32Array {
  const rows = features.slice(0, numRows * length);
  for (let row = 0; row < numRows; row += 1) {
    const values = rows.subarray(row * length, (row + 1) * length);
    const norm = Math.hypot(...values) || 1;
    for (let index = 0; index < length; index += 1) values[index] = (values[index] ?? 0) / norm;
  }
  return rows;
}

/** The row itself first, as the method wants it. */
function nearestRows(rows: Float32Array, length: number, own: number, most: number) {
  const numRows = rows.length / length;
  const found = Array.from({ length: numRows }, (_, index) => ({
    index,
    distance: index === own ? 0 : distanceBetween(rows, length, own, index),
  }));
  found.sort(
    (one, other) =>
      Number(other.index === own) - Number(one.index === own) ||
      one.distance - other.distance ||
      one.index - other.index,
  );
  return found.slice(0, most);
}

function distanceBetween(rows: Float32Array, length: number, one: number, other: number): number {
  const [start, otherStart] = [one * length, other * length];
  let sum = 0;
  for (let index = 0; index < length; index += 1) {
    const difference = (rows[start + index] ?? 0) - (rows[otherStart + index] ?? 0);
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}
