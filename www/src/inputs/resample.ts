/** Shrinks or enlarges a square of pixels with a bicubic filter, with the same numbers in every browser. */

/** For each place of the result: which places of the source count, and how much. */
interface Taps {
  firsts: Int32Array;
  /** `[places, tapsPerPlace]`, each row adds up to 1. */
  weights: Float32Array;
  tapsPerPlace: number;
}

const tapsBySize = new Map<string, Taps>();

/** RGBA in, opaque RGBA out. */
export function resampleSquare(
  source: Uint8ClampedArray | Uint8Array,
  sourceSide: number,
  side: number,
): Uint8Array {
  const taps = tapsFor(sourceSide, side);
  const rows = squeezeRows(source, sourceSide, side, taps); // [sourceSide, side, 3]
  const { firsts, weights, tapsPerPlace } = taps;
  const pixels = new Uint8ClampedArray(side * side * 4); // rounds and clamps by itself
  const rowValues = side * 3;
  const sums = new Float32Array(rowValues);
  for (let y = 0; y < side; y++) {
    sums.fill(0);
    for (let tap = 0; tap < tapsPerPlace; tap++) {
      const weight = weights[y * tapsPerPlace + tap] ?? 0;
      if (weight === 0) continue;
      const begin = ((firsts[y] ?? 0) + tap) * rowValues;
      for (let index = 0; index < rowValues; index++) {
        sums[index] = (sums[index] ?? 0) + weight * (rows[begin + index] ?? 0);
      }
    }
    for (let x = 0; x < side; x++) {
      const at = (y * side + x) * 4;
      pixels[at] = sums[x * 3] ?? 0;
      pixels[at + 1] = sums[x * 3 + 1] ?? 0;
      pixels[at + 2] = sums[x * 3 + 2] ?? 0;
      pixels[at + 3] = 255;
    }
  }
  return new Uint8Array(pixels.buffer);
}

/** Each row to its new length; transparency was laid over white before, so three values a pixel are enough. */
function squeezeRows(
  source: Uint8ClampedArray | Uint8Array,
  sourceSide: number,
  side: number,
  { firsts, weights, tapsPerPlace }: Taps,
): Float32Array {
  const rows = new Float32Array(sourceSide * side * 3);
  let out = 0;
  for (let y = 0; y < sourceSide; y++) {
    for (let x = 0; x < side; x++) {
      let at = (y * sourceSide + (firsts[x] ?? 0)) * 4;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let tap = x * tapsPerPlace; tap < (x + 1) * tapsPerPlace; tap++) {
        const weight = weights[tap] ?? 0;
        red += weight * (source[at] ?? 0);
        green += weight * (source[at + 1] ?? 0);
        blue += weight * (source[at + 2] ?? 0);
        at += 4;
      }
      rows[out++] = red;
      rows[out++] = green;
      rows[out++] = blue;
    }
  }
  return rows;
}

function tapsFor(sourceSide: number, side: number): Taps {
  const key = `${sourceSide} ${side}`;
  const known = tapsBySize.get(key);
  if (known !== undefined) return known;
  const made = makeTaps(sourceSide, side);
  // Pictures come in all sizes, and only the last few are worth keeping.
  if (tapsBySize.size >= 8) tapsBySize.clear();
  tapsBySize.set(key, made);
  return made;
}

function makeTaps(sourceSide: number, side: number): Taps {
  const scale = sourceSide / side;
  // As wide as the change needs, so that fine patterns turn grey instead of into coarser ones.
  const stretch = Math.max(scale, 1);
  const tapsPerPlace = Math.min(Math.ceil(4 * stretch) + 1, sourceSide);
  const firsts = new Int32Array(side);
  const weights = new Float32Array(side * tapsPerPlace);
  for (let place = 0; place < side; place++) {
    const centre = (place + 0.5) * scale;
    const wanted = Math.floor(centre - 2 * stretch);
    const first = Math.max(0, Math.min(wanted, sourceSide - tapsPerPlace));
    firsts[place] = first;
    const row = Array.from({ length: tapsPerPlace }, (_, tap) =>
      cubic((first + tap + 0.5 - centre) / stretch),
    );
    const sum = row.reduce((total, weight) => total + weight, 0);
    row.forEach((weight, tap) => {
      weights[place * tapsPerPlace + tap] = weight / sum;
    });
  }
  return { firsts, weights, tapsPerPlace };
}

/** The usual cubic (a = -0.5): exact for straight ramps, a little crisp at edges. */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
  return 0;
}
