/** The arithmetic of the fake engine: coarse colours as features, and noise that is always the same. */

export const FEATURE_LENGTH = 1280;
const GRID = 8;

/** Mean colours of a coarse grid, centred. */
export function featuresOf(pixels: Uint8Array): Float32Array {
  const side = Math.max(1, Math.round(Math.sqrt(pixels.length / 4)));
  const features = new Float32Array(FEATURE_LENGTH);
  for (let cell = 0; cell < GRID * GRID; cell += 1) {
    for (let probe = 0; probe < 6; probe += 1) {
      const x = Math.floor(((cell % GRID) + (probe % 3) / 3) * (side / GRID));
      const y = Math.floor((Math.floor(cell / GRID) + (probe % 2) / 2) * (side / GRID));
      for (let channel = 0; channel < 3; channel += 1) {
        const value = (pixels[(y * side + x) * 4 + channel] ?? 0) / 255 - 0.5;
        features[cell * 3 + channel] = (features[cell * 3 + channel] ?? 0) + value / 6;
      }
    }
  }
  return features;
}

export function seededNoise(seed: number): Float32Array {
  let state = seed * 2654435761;
  return Float32Array.from({ length: FEATURE_LENGTH }, () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 1) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}

export function indexOfLargest(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? 0) ? index : best), 0);
}
