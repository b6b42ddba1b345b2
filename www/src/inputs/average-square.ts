/** Shrinks a square of pixels by averaging: each pixel of the result is the mean of the area that it covers. */

/** RGBA in, opaque RGBA out; a square that is no larger than `side` comes back as it is. */
export function averageSquare(pixels: Uint8Array, side: number): Uint8Array {
  const sourceSide = sideOfSquare(pixels);
  if (sourceSide <= side) return pixels;
  const scale = sourceSide / side;
  const result = new Uint8ClampedArray(side * side * 4); // rounds by itself
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const sums = [0, 0, 0];
      const top = y * scale;
      const left = x * scale;
      for (let row = Math.floor(top); row < top + scale && row < sourceSide; row++) {
        const height = Math.min(row + 1, top + scale) - Math.max(row, top);
        for (let column = Math.floor(left); column < left + scale && column < sourceSide; column++) {
          const weight = height * (Math.min(column + 1, left + scale) - Math.max(column, left));
          const from = (row * sourceSide + column) * 4;
          for (let channel = 0; channel < 3; channel++) {
            sums[channel] = (sums[channel] ?? 0) + weight * (pixels[from + channel] ?? 0);
          }
        }
      }
      const at = (y * side + x) * 4;
      for (let channel = 0; channel < 3; channel++) {
        result[at + channel] = (sums[channel] ?? 0) / (scale * scale);
      }
      result[at + 3] = 255;
    }
  }
  return new Uint8Array(result.buffer);
}

/** Pixels a side of one RGBA square. */
export function sideOfSquare({ length }: Uint8Array): number {
  return Math.round(Math.sqrt(length / 4));
}
