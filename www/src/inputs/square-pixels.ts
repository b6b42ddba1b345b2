/** From anything a canvas can paint to the upright square that the network sees, over white. */
import { PICTURE_SIDE } from "./picture";
import { resampleSquare } from "./resample";

export type Canvas = OffscreenCanvas | HTMLCanvasElement;
export type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

export interface SquareOptions {
  isMirrored?: boolean;
  /**
   * Large pictures are first halved by the browser, which is fast and exact, and then brought to size with a
   * better filter. This many times the final side is the least that the filter starts from: more is finer,
   * and slower.
   */
  finenessOfFilter?: 1 | 2;
}

/** RGBA of the centred square, `PICTURE_SIDE * PICTURE_SIDE * 4` bytes. */
export function squarePixels(
  source: CanvasImageSource,
  width: number,
  height: number,
  options: SquareOptions = {},
): Uint8Array {
  const { isMirrored = false, finenessOfFilter = 2 } = options;
  const leastSide = PICTURE_SIDE * finenessOfFilter;
  const cropped = Math.min(width, height);
  let side = halvedOnce(cropped, leastSide);
  let { canvas, context } = whiteCanvas(side);
  if (isMirrored) {
    context.translate(side, 0);
    context.scale(-1, 1);
  }
  const left = Math.floor((width - cropped) / 2);
  const top = Math.floor((height - cropped) / 2);
  context.drawImage(source, left, top, cropped, cropped, 0, 0, side, side);
  while (halvedOnce(side, leastSide) < side) {
    const before = side;
    side = halvedOnce(side, leastSide);
    const smaller = whiteCanvas(side);
    smaller.context.drawImage(canvas, 0, 0, before, before, 0, 0, side, side);
    ({ canvas, context } = smaller);
  }
  const { data } = context.getImageData(0, 0, side, side);
  return resampleSquare(data, side, PICTURE_SIDE);
}

/** The square compressed, for showing and keeping. Browsers that cannot write WebP write JPEG. */
export async function blobFromPixels(pixels: Uint8Array): Promise<Blob> {
  const { canvas, context } = whiteCanvas(PICTURE_SIDE);
  const image = new ImageData(new Uint8ClampedArray(pixels), PICTURE_SIDE, PICTURE_SIDE);
  context.putImageData(image, 0, 0);
  return compressedCanvas(canvas, 0.9);
}

export async function compressedCanvas(canvas: Canvas, quality: number): Promise<Blob> {
  const webp = await blobFromCanvas(canvas, "image/webp", quality);
  return webp.type === "image/webp" ? webp : blobFromCanvas(canvas, "image/jpeg", quality);
}

export function whiteCanvas(side: number): { canvas: Canvas; context: Context } {
  const canvas = emptyCanvas(side);
  // Pictures are read back at once, which is slow and not quite exact from a GPU.
  const context = canvas.getContext("2d", { willReadFrequently: true }) as Context | null;
  if (context === null) throw new Error("no canvas");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, side, side);
  return { canvas, context };
}

function emptyCanvas(side: number): Canvas {
  if (typeof OffscreenCanvas !== "undefined") return new OffscreenCanvas(side, side);
  const canvas = document.createElement("canvas");
  canvas.width = side;
  canvas.height = side;
  return canvas;
}

/** Half the side, rounded up, while that is enough for the filter; otherwise the side itself. */
function halvedOnce(side: number, leastSide: number): number {
  const half = Math.ceil(side / 2);
  return half >= leastSide ? half : side;
}

async function blobFromCanvas(canvas: Canvas, type: string, quality: number): Promise<Blob> {
  if ("convertToBlob" in canvas) return canvas.convertToBlob({ type, quality });
  return new Promise((resolve, reject) => {
    const done = (blob: Blob | null) => (blob === null ? reject(new Error("no blob")) : resolve(blob));
    canvas.toBlob(done, type, quality);
  });
}
