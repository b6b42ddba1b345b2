/** RGBA bytes → the numbers that the network was trained on, the same way for every peer. */

const CHANNELS = 3;
/** As in src/pixels.rs. */
const MIDDLE = 127;
const SPREAD = 128;

/** `[batch, height, width, 4]` bytes → `[batch, 3, height, width]`, which is what ONNX convolutions want. */
export function channelsFirst(pixels: Uint8Array, numPictures: number, side: number): Float32Array {
  const numPlaces = side * side;
  const values = new Float32Array(numPictures * CHANNELS * numPlaces);
  for (let picture = 0; picture < numPictures; picture += 1) {
    const first = picture * CHANNELS * numPlaces;
    const firstByte = picture * numPlaces * 4;
    for (let place = 0; place < numPlaces; place += 1) {
      const byte = firstByte + place * 4;
      values[first + place] = ((pixels[byte] ?? 0) - MIDDLE) / SPREAD;
      values[first + numPlaces + place] = ((pixels[byte + 1] ?? 0) - MIDDLE) / SPREAD;
      values[first + 2 * numPlaces + place] = ((pixels[byte + 2] ?? 0) - MIDDLE) / SPREAD;
    }
  }
  return values;
}

/** `[batch, height, width, 4]` bytes → `[batch, height, width, 3]`, which is what TensorFlow wants. */
export function channelsLast(pixels: Uint8Array, numPictures: number, side: number): Float32Array {
  const numPlaces = numPictures * side * side;
  const values = new Float32Array(numPlaces * CHANNELS);
  for (let place = 0; place < numPlaces; place += 1) {
    const [to, from] = [place * CHANNELS, place * 4];
    values[to] = ((pixels[from] ?? 0) - MIDDLE) / SPREAD;
    values[to + 1] = ((pixels[from + 1] ?? 0) - MIDDLE) / SPREAD;
    values[to + 2] = ((pixels[from + 2] ?? 0) - MIDDLE) / SPREAD;
  }
  return values;
}
