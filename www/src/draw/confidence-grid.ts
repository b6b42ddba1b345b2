/** How sure the network was of each picture's class, as a grid: a row a picture, a column an epoch. */

export interface GridRow {
  /** One share an epoch. */
  shares: ArrayLike<number>;
  /** Of the picture's class, as `classColour` writes it: a probability has the hue of its class, as in the bars. */
  hue: string;
}

/** RGBA, row by row; strength is opacity. `undefined` is the gap between two classes. */
export function confidencePixels(
  rows: readonly (GridRow | undefined)[],
  columns: number,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(rows.length * columns * 4);
  for (const [index, row] of rows.entries()) {
    if (!row) continue;
    const [red, green, blue] = bytesFromHex(row.hue);
    for (let column = 0; column < columns; column += 1) {
      const strength = Math.min(1, Math.max(0, row.shares[column] ?? 0));
      pixels.set([red, green, blue, Math.round(255 * strength)], (index * columns + column) * 4);
    }
  }
  return pixels;
}

/** Tall enough to point at while there are few, never taller than a screen. */
export function rowHeight(numRows: number): number {
  const tallest = 420;
  return Math.max(1, Math.min(7, Math.floor(tallest / Math.max(1, numRows))));
}

function bytesFromHex(hue: string): [red: number, green: number, blue: number] {
  const number = Number.parseInt(hue.slice(1), 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}
