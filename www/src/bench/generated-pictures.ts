/** Pictures to measure with, the same on every machine: coloured discs on a gradient, with some grain. */
import { seededRandom } from "../inputs/random";

const NUM_DISCS = 6;
const GRAIN = 24;

/** `[pictures, side, side, 4]`; the same seed gives the same bytes. */
export function generatedPictures(numPictures: number, side: number, seed: number): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(numPictures * side * side * 4);
  for (let picture = 0; picture < numPictures; picture += 1) {
    const bytesAPicture = side * side * 4;
    drawPicture(
      pixels.subarray(picture * bytesAPicture, (picture + 1) * bytesAPicture),
      side,
      seed + picture,
    );
  }
  return pixels;
}

interface Disc {
  x: number;
  y: number;
  radius: number;
  colour: number[];
}

function drawPicture(pixels: Uint8Array, side: number, seed: number): void {
  const random = seededRandom(seed);
  const colour = () => [random() * 255, random() * 255, random() * 255];
  const [top, bottom] = [colour(), colour()];
  const discs = Array.from(
    { length: NUM_DISCS },
    (): Disc => ({
      x: random() * side,
      y: random() * side,
      radius: (0.05 + random() * 0.25) * side,
      colour: colour(),
    }),
  );
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const disc = discs.findLast((one) => Math.hypot(one.x - x, one.y - y) < one.radius);
      const start = (y * side + x) * 4;
      for (let channel = 0; channel < 3; channel += 1) {
        const [from, to] = [top[channel] ?? 0, bottom[channel] ?? 0];
        const plain = disc?.colour[channel] ?? from + ((to - from) * y) / side;
        const shown = plain + (random() - 0.5) * GRAIN;
        pixels[start + channel] = Math.max(0, Math.min(255, Math.round(shown)));
      }
      pixels[start + 3] = 255;
    }
  }
}
