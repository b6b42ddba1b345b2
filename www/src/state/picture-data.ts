/** The big data of pictures that the state only refers to: pixels waiting for the network, and features that came back. */

/**
 * Enough for three hundred pictures; beyond that, pixels are decoded again when their turn comes, which takes a
 * twentieth of the time that the network takes to look at them.
 */
const MOST_PIXEL_BYTES = 60_000_000;

export interface PictureData {
  keepPixels(exampleId: number, pixels: Uint8Array): void;
  /** Gives the pixels away: they are used once and would fill the memory otherwise. */
  takePixels(exampleId: number): Uint8Array | undefined;
  keepFeatures(exampleId: number, features: Float32Array): void;
  features(exampleId: number): Float32Array | undefined;
  forget(exampleIds: Iterable<number>): void;
  /** Of all pictures: another network sees other features in them. */
  forgetFeatures(): void;
}

export function createPictureData(mostPixelBytes = MOST_PIXEL_BYTES): PictureData {
  const pixelsById = new Map<number, Uint8Array>();
  const featuresById = new Map<number, Float32Array>();
  let pixelBytes = 0;

  function takePixels(exampleId: number): Uint8Array | undefined {
    const pixels = pixelsById.get(exampleId);
    if (pixels) {
      pixelsById.delete(exampleId);
      pixelBytes -= pixels.byteLength;
    }
    return pixels;
  }

  return {
    keepPixels(exampleId, pixels) {
      if (pixelBytes + pixels.byteLength > mostPixelBytes) return;
      pixelBytes += pixels.byteLength;
      pixelsById.set(exampleId, pixels);
    },
    takePixels,
    keepFeatures: (exampleId, features) => featuresById.set(exampleId, features),
    features: (exampleId) => featuresById.get(exampleId),
    forgetFeatures: () => featuresById.clear(),
    forget(exampleIds) {
      for (const id of exampleIds) {
        takePixels(id);
        featuresById.delete(id);
      }
    },
  };
}
