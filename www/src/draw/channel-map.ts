/** One channel's values as colours: from nothing to its strongest, or on the diverging scale where values can be negative. */
import { activationColour, divergingColour, type Rgba } from "./colours";

export interface ChannelMapDrawing {
  /** Row by row, `side × side` numbers. */
  values: ArrayLike<number>;
  side: number;
}

export interface MapRange {
  smallest: number;
  largest: number;
  /** Position of the largest. */
  largestPlace: number;
  numZeros: number;
}

export function mapRange(values: ArrayLike<number>): MapRange {
  const range = { smallest: values[0] ?? 0, largest: values[0] ?? 0, largestPlace: 0, numZeros: 0 };
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place] ?? 0;
    if (value === 0) range.numZeros += 1;
    if (value < range.smallest) range.smallest = value;
    if (value > range.largest) {
      range.largest = value;
      range.largestPlace = place;
    }
  }
  return range;
}

/** The colour of one value among those of its map. */
export function mapColour(value: number, { smallest, largest }: MapRange): Rgba {
  if (smallest < 0) return divergingColour(value / Math.max(largest, -smallest));
  return activationColour(largest > 0 ? value / largest : 0);
}

/** Draws the map over the whole canvas, one pixel a value. */
export function drawChannelMap(canvas: HTMLCanvasElement, { values, side }: ChannelMapDrawing): void {
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext("2d");
  if (!context || side === 0) return;
  context.putImageData(new ImageData(channelMapPixels({ values, side }), side, side), 0, 0);
}

/** RGBA, row by row. */
export function channelMapPixels({ values, side }: ChannelMapDrawing): Uint8ClampedArray<ArrayBuffer> {
  const range = mapRange(values);
  const pixels = new Uint8ClampedArray(side * side * 4);
  for (let place = 0; place < side * side; place += 1) {
    pixels.set(mapColour(values[place] ?? 0, range), place * 4);
  }
  return pixels;
}
