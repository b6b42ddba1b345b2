/** A sum as steps, each beginning where the one before it ended, on one scale that holds them all and nothing. */

export interface Waterfall {
  /** In shares of the width, in the order of the parts. */
  steps: readonly WaterfallStep[];
  /** Where nothing is, and where the sum ends. */
  zero: number;
  end: number;
}

export interface WaterfallStep {
  start: number;
  length: number;
  isNegative: boolean;
}

/** The lowest and the highest that a sum comes on its way; nothing is always between them. */
export interface Extent {
  low: number;
  high: number;
}

export function extentOf(parts: readonly number[]): Extent {
  const stops = stopsOf(parts);
  return { low: Math.min(...stops), high: Math.max(...stops) };
}

/** Sums that are compared share an extent. */
export function waterfall(parts: readonly number[], { low, high } = extentOf(parts)): Waterfall {
  const stops = stopsOf(parts);
  const width = high - low || 1;
  const share = (value: number) => (value - low) / width;
  const steps = parts.map((part, index) => {
    const [from = 0, to = 0] = [stops[index], stops[index + 1]];
    return { start: share(Math.min(from, to)), length: Math.abs(part) / width, isNegative: part < 0 };
  });
  return { steps, zero: share(0), end: share(stops.at(-1) ?? 0) };
}

function stopsOf(parts: readonly number[]): number[] {
  const stops = [0];
  for (const part of parts) stops.push((stops.at(-1) ?? 0) + part);
  return stops;
}
