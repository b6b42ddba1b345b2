/** A grid of numbers as colours on a canvas: the diverging scale, strongest where the number is largest. */
import { divergingColour } from "./colours";

export interface Heatmap {
  /** Row by row, `width * height` numbers. */
  values: ArrayLike<number>;
  width: number;
  height: number;
  /** The number that gets full strength; without it, the largest absolute value of the grid. */
  fullStrength?: number;
}

/** Draws the grid over the whole canvas, one square a number, over whatever lies beneath the canvas. */
export function drawHeatmap(canvas: HTMLCanvasElement, heatmap: Heatmap): void {
  canvas.width = heatmap.width;
  canvas.height = heatmap.height;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.putImageData(new ImageData(heatmapPixels(heatmap), heatmap.width, heatmap.height), 0, 0);
}

/** RGBA, row by row. A grid of zeros, or of nothing that is a number, is see-through. */
export function heatmapPixels({
  values,
  width,
  height,
  fullStrength,
}: Heatmap): Uint8ClampedArray<ArrayBuffer> {
  const strongest = fullStrength ?? largestAbsolute(values);
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let index = 0; index < width * height; index += 1) {
    const value = values[index] ?? 0;
    pixels.set(divergingColour(strongest > 0 ? value / strongest : 0), index * 4);
  }
  return pixels;
}

function largestAbsolute(values: ArrayLike<number>): number {
  let largest = 0;
  for (let index = 0; index < values.length; index += 1) {
    const size = Math.abs(values[index] ?? 0);
    if (size > largest && Number.isFinite(size)) largest = size;
  }
  return largest;
}
