/** A small line without axes: how a number went, for a glance. */
import "./neuron-drawings.css";

export interface SparkLineProps {
  points: readonly { x: number; y: number }[];
  /** Right end of the horizontal scale, which begins at 0. */
  xEnd: number;
  width: number;
  height: number;
  label: string;
}

const MARGIN = 3;

export function SparkLine({ points, xEnd, width, height, label }: SparkLineProps) {
  const place = sparkPlaces(points, xEnd, width, height);
  const last = place.at(-1);
  return (
    <svg class="spark-line" width={width} height={height} role="img" aria-label={label}>
      <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} />
      <polyline points={place.map(({ x, y }) => `${x},${y}`).join(" ")} />
      {last && <circle cx={last.x} cy={last.y} r={2.5} />}
    </svg>
  );
}

/** From the smallest value at the bottom to the largest at the top; a level line runs along the bottom. */
export function sparkPlaces(
  points: readonly { x: number; y: number }[],
  xEnd: number,
  width: number,
  height: number,
): { x: number; y: number }[] {
  const values = points.map(({ y }) => y).filter(Number.isFinite);
  const low = values.reduce((least, value) => Math.min(least, value), values[0] ?? 0);
  const high = values.reduce((most, value) => Math.max(most, value), values[0] ?? 0);
  const round = (number: number) => Math.round(number * 10) / 10;
  return points
    .filter(({ y }) => Number.isFinite(y))
    .map(({ x, y }) => ({
      x: round(MARGIN + ((width - 2 * MARGIN) * x) / Math.max(1, xEnd)),
      y: round(height - MARGIN - ((height - 2 * MARGIN) * (y - low)) / (high > low ? high - low : 1)),
    }));
}
