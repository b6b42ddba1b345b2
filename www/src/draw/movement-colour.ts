/** The scale of how far something moved: from see-through to a strong blue, on a light and on a dark page. */

/** Between the accent of the light page and that of the dark one. */
const MOVED_RGB = [72, 112, 222] as const;

/** Small movements are many; as a root they can be told apart. */
const EVENNESS = 0.5;

/** What has moved at all must be seen. */
const WEAKEST = 0.12;

/** 0 to 1 of the largest movement gives an opacity of 0 to 1. */
export function movementStrength(value: number, largest: number): number {
  if (!(value > 0) || !(largest > 0)) return 0;
  return WEAKEST + (1 - WEAKEST) * Math.min(1, value / largest) ** EVENNESS;
}

export function movementColour(strength: number): string {
  const [red, green, blue] = MOVED_RGB;
  return `rgb(${red} ${green} ${blue} / ${strength.toFixed(3)})`;
}

/** RGBA, row by row: a row a layer, a column an epoch. What did not learn stays see-through. */
export function movementPixels(
  values: readonly (readonly (number | undefined)[])[],
  columns: number,
  largest: number,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(values.length * columns * 4);
  for (const [row, cells] of values.entries()) {
    for (let column = 0; column < columns; column += 1) {
      const opacity = Math.round(255 * movementStrength(cells[column] ?? 0, largest));
      pixels.set([...MOVED_RGB, opacity], (row * columns + column) * 4);
    }
  }
  return pixels;
}
