/** At which side the network looks at pictures: they are kept as they are, and made smaller or larger on the way to it. */
import type { LayerInfo } from "../engine/protocol";
import { averageSquare, sideOfSquare } from "../inputs/average-square";
import { PICTURE_SIDE } from "../inputs/picture";
import { resampleSquare } from "../inputs/resample";
import type { Inputs } from "./intents/dependencies";
import type { Store } from "./store";

/** Larger than pictures are kept: the network then has more places for the same, and tells them apart better. */
const LARGER_SIDE = 288;

/** The network halves a picture five times, so each is a multiple of 32. */
export const PICTURE_SIDES: readonly number[] = [LARGER_SIDE, PICTURE_SIDE, 160, 128, 96, 64, 32];

/** One picture as a command carries it. */
export interface SeenPicture {
  pixels: Uint8Array;
  side: number;
}

/** Work of earlier times has none. */
export function sideFromSaved(saved: unknown): number {
  return PICTURE_SIDES.find((side) => side === saved) ?? PICTURE_SIDE;
}

/** What features are kept under, and heads laid aside: at another side the same network finds other features. */
export function networkKey(fingerprint: string, side: number): string {
  return side === PICTURE_SIDE ? fingerprint : `${fingerprint} at ${side}`;
}

/** Smaller by averaging, and where the side is larger than that of kept pictures, larger by a bicubic filter. */
export function atSide(pixels: Uint8Array, side: number): Uint8Array {
  const kept = sideOfSquare(pixels);
  const isEnlarged = side > PICTURE_SIDE && kept < side;
  return isEnlarged ? resampleSquare(pixels, kept, side) : averageSquare(pixels, side);
}

/** Stored pictures come at the side that was chosen. */
export function atChosenSide(inputs: Inputs, store: Store): Inputs {
  return {
    ...inputs,
    async pixelsFromBlob(blob) {
      const pixels = await inputs.pixelsFromBlob(blob);
      return pixels && atSide(pixels, store.state.peek().plan.pictureSide);
    },
  };
}

export function seenPicture(pixels: Uint8Array, side = sideOfSquare(pixels)): SeenPicture {
  const seen = atSide(pixels, side);
  return { pixels: seen, side: sideOfSquare(seen) };
}

/**
 * One after the other, as commands with several pictures want them; all get the smallest side among them, or the chosen
 * one where they have to be enlarged.
 */
export function seenPictures(pictures: readonly Uint8Array[], chosen?: number): SeenPicture {
  const smallest = Math.min(...pictures.map(sideOfSquare));
  const isEnlarged = chosen !== undefined && chosen > PICTURE_SIDE;
  const side = isEnlarged ? chosen : Math.min(chosen ?? smallest, smallest);
  const numBytes = side * side * 4;
  const pixels = new Uint8Array(pictures.length * numBytes);
  for (const [index, picture] of pictures.entries()) {
    pixels.set(atSide(picture, side), index * numBytes);
  }
  return { pixels, side };
}

/** The engine describes the network for the pictures it was trained on; maps of smaller ones are smaller. */
export function layersAtSide(layers: readonly LayerInfo[], side: number): readonly LayerInfo[] {
  if (side === PICTURE_SIDE) return layers;
  const share = side / PICTURE_SIDE;
  return layers.map((info) => ({
    ...info,
    side: Math.max(1, Math.round(info.side * share)),
    numMultiplyAdds: Math.round(info.numMultiplyAdds * (info.side > 1 ? share * share : 1)),
  }));
}
