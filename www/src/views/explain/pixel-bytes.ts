/** From how the network reads a pixel back to the byte that it is in the picture. */
import type { BackboneInfo } from "../../engine/protocol";

export type PixelScale = Pick<BackboneInfo, "pixelMean" | "pixelDeviation">;

/** Until the engine has said how it reads pixels there are none to be read back. */
export const PLAIN_BYTES: PixelScale = { pixelMean: [0, 0, 0], pixelDeviation: [1, 1, 1] };

/** `colour` is 0 for red, 1 for green and 2 for blue. */
export function byteFromInput(value: number, colour: number, scale: PixelScale): number {
  return Math.round(value * (scale.pixelDeviation[colour] ?? 1) + (scale.pixelMean[colour] ?? 0));
}

/** How far from 0 a value of red, green or blue may be. */
export function largestPixel({ pixelMean, pixelDeviation }: PixelScale = PLAIN_BYTES): number {
  const sizes = pixelMean.map((mean, colour) => Math.max(mean, 255 - mean) / (pixelDeviation[colour] ?? 1));
  return Math.max(...sizes);
}
