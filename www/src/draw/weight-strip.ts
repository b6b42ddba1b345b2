/** The weights of one class as a strip: small squares in columns from top to bottom, columns from left to right. */
import { divergingColour } from "./colours";

export interface StripShape {
  columns: number;
  rows: number;
}

/** As many rows as it takes for a square to be `cellSide` CSS pixels wide. */
export function stripShape(numInputs: number, width: number, cellSide: number): StripShape {
  const rows = Math.max(1, Math.ceil((numInputs * cellSide) / Math.max(1, width)));
  return { columns: Math.max(1, Math.ceil(numInputs / rows)), rows };
}

/** RGBA of one square a weight; `order` says which weight comes first. */
export function stripPixels(
  weights: ArrayLike<number>,
  order: readonly number[],
  shape: StripShape,
  fullStrength: number,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(shape.columns * shape.rows * 4);
  for (const [rank, input] of order.entries()) {
    const { column, row } = squareOf(rank, shape);
    const value = weights[input] ?? 0;
    pixels.set(
      divergingColour(fullStrength > 0 ? value / fullStrength : 0),
      (row * shape.columns + column) * 4,
    );
  }
  return pixels;
}

export function squareOf(rank: number, { rows }: StripShape): { column: number; row: number } {
  return { column: Math.floor(rank / rows), row: rank % rows };
}

/** The rank of the square at this place, in shares of the strip; undefined beside all squares. */
export function rankAt(
  shares: { x: number; y: number },
  shape: StripShape,
  numInputs: number,
): number | undefined {
  const column = Math.min(shape.columns - 1, Math.floor(shares.x * shape.columns));
  const row = Math.min(shape.rows - 1, Math.floor(shares.y * shape.rows));
  const rank = column * shape.rows + row;
  return column >= 0 && row >= 0 && rank < numInputs ? rank : undefined;
}

/**
 * The size that gets full strength: all but the largest hundredth, which would otherwise make everything else pale.
 */
export function strengthOf(values: ArrayLike<number>): number {
  const sizes = Float32Array.from(values, Math.abs).filter(Number.isFinite).sort();
  return sizes[Math.max(0, Math.ceil(sizes.length * 0.99) - 1)] || (sizes.at(-1) ?? 0);
}

/** Which inputs come first: as they are numbered, or those whose values are largest over all classes. */
export function inputOrder(values: ArrayLike<number> | undefined, numInputs: number): number[] {
  const order = Array.from({ length: numInputs }, (_, index) => index);
  if (!values) return order;
  const sizes = new Float32Array(numInputs);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    const input = index % numInputs;
    sizes[input] = (sizes[input] ?? 0) + value * value;
  }
  return order.sort((one, other) => (sizes[other] ?? 0) - (sizes[one] ?? 0) || one - other);
}
