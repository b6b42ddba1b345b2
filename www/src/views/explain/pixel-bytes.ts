/** From how the network reads a pixel back to the byte that it is in the picture. */

/** As in `src/pixels.rs`. */
const PIXEL_MEAN = 127;
const PIXEL_DEVIATION = 128;

export function byteFromInput(value: number): number {
  return Math.round(value * PIXEL_DEVIATION + PIXEL_MEAN);
}
