/** Where the dots of a strip go: along a scale by value, and away from the middle where they would lie on each other. */
import { scaleLinear } from "d3-scale";

export interface StripScale {
  ticks: { position: number; text: string }[];
  positionOf(value: number): number;
}

export interface PlacedDot {
  x: number;
  y: number;
}

/** Narrower than this, figures under the axis would touch. */
const TICK_WIDTH = 72;

/** Values that all lie farther from 0 than from each other would be one heap on a scale from 0. */
const LEAST_SPREAD = 0.3;

/** One scale for all strips, from 0 where that leaves enough room for the values. */
export function stripScale(
  values: readonly number[],
  width: number,
  margin: number,
  formatTick: (value: number) => string,
): StripScale {
  const largest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const smallest = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const isFar = largest > smallest && largest - smallest < LEAST_SPREAD * Math.max(largest, -smallest);
  const low = isFar ? smallest : Math.min(0, smallest);
  const high = isFar ? largest : Math.max(0, largest);
  const domain = high > low && Number.isFinite(high - low) ? [low, high] : [0, 1];
  const scale = scaleLinear(domain, [margin, Math.max(margin + 1, width - margin)]);
  const ticks = scale.ticks(Math.max(2, Math.floor(width / TICK_WIDTH)));
  return {
    ticks: ticks.map((tick) => ({ position: scale(tick), text: formatTick(tick) })),
    positionOf: (value) => scale(value),
  };
}

/**
 * Dots of equal places are stacked to both sides of the middle, nearer together where they would not fit. The
 * order is that of `positions`, whatever it is, and the same dots always lie in the same places.
 */
export function beeswarm(positions: readonly number[], height: number, radius: number): PlacedDot[] {
  const columnOf = (x: number) => Math.round(x / (radius * 2));
  const counts = new Map<number, number>();
  for (const x of positions) counts.set(columnOf(x), (counts.get(columnOf(x)) ?? 0) + 1);
  const placed = new Map<number, number>();
  return positions.map((x) => {
    const column = columnOf(x);
    const total = counts.get(column) ?? 1;
    const number = placed.get(column) ?? 0;
    placed.set(column, number + 1);
    const gap = total > 1 ? Math.min(radius * 2, (height - 2 * radius) / (total - 1)) : 0;
    // From the middle outwards, in turn above and below.
    const offset = number % 2 === 0 ? -number / 2 : (number + 1) / 2;
    const shift = total % 2 === 0 ? -0.5 : 0;
    return { x, y: height / 2 + (offset + shift) * gap };
  });
}

/** All dots as one path: thousands of them are still one element. */
export function dotsPath(dots: readonly PlacedDot[], radius: number): string {
  const round = (number: number) => Math.round(number * 10) / 10;
  return dots
    .map(({ x, y }) => {
      const start = `M${round(x - radius)} ${round(y)}`;
      return `${start}a${radius} ${radius} 0 1 0 ${radius * 2} 0a${radius} ${radius} 0 1 0 ${-radius * 2} 0`;
    })
    .join("");
}
