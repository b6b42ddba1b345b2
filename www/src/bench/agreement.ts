/** Whether two engines say the same about the same pictures. */
import { FEATURE_LENGTH } from "./architecture";

/** Rounding differs between engines; a wrong padding or order of channels shows in the first digit. */
export const LEAST_COSINE = 0.9999;
export const LARGEST_DIFFERENCE = 2e-2;

export interface Comparison {
  /** The least of all pictures. */
  cosine: number;
  /** The largest of all values. */
  maxDifference: number;
}

/** Both are `[pictures, 1280]`. */
export function compareFeatures(ours: Float32Array, theirs: Float32Array): Comparison {
  if (ours.length !== theirs.length) return { cosine: Number.NaN, maxDifference: Number.NaN };
  const comparison: Comparison = { cosine: 1, maxDifference: 0 };
  for (let start = 0; start < ours.length; start += FEATURE_LENGTH) {
    const [one, other] = [ours, theirs].map((all) => all.subarray(start, start + FEATURE_LENGTH));
    if (!one || !other) continue;
    const cosine = dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
    // `Math.min` and `Math.max` pass a NaN on, so that it cannot hide behind another picture.
    comparison.cosine = Math.min(comparison.cosine, cosine);
    const differences = one.map((value, index) => Math.abs(value - (other[index] ?? Number.NaN)));
    comparison.maxDifference = Math.max(comparison.maxDifference, ...differences);
  }
  return comparison;
}

export function doesAgree({ cosine, maxDifference }: Comparison): boolean {
  return cosine >= LEAST_COSINE && maxDifference <= LARGEST_DIFFERENCE;
}

function dot(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, index) => sum + value * (other[index] ?? Number.NaN), 0);
}
