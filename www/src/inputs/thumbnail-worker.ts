/** Makes small pictures of stored ones, off the main thread, so that thousands can be scrolled through. */
import { compressedCanvas, whiteCanvas } from "./square-pixels";

export interface ThumbnailJob {
  id: number;
  blob: Blob;
  /** Of the small picture, in pixels. */
  side: number;
}

export interface ThumbnailAnswer {
  id: number;
  /** Absent when the picture could not be decoded. */
  address: string | undefined;
}

interface Scope {
  postMessage(message: ThumbnailAnswer): void;
  addEventListener(type: "message", listener: (event: { data: ThumbnailJob }) => void): void;
}

// The page's types describe a window; in here `self` is a worker's scope.
const scope = self as unknown as Scope;

scope.addEventListener("message", async ({ data: { id, blob, side } }) => {
  const address = await thumbnail(blob, side).catch(() => undefined);
  scope.postMessage({ id, address });
});

/**
 * An address with the picture in it. One that only refers to it (`blob:`) is made by asking another process, and
 * loaded by asking again, which takes a millisecond each of the thread that scrolls.
 */
async function thumbnail(blob: Blob, side: number): Promise<string> {
  const size = { resizeWidth: side, resizeHeight: side, resizeQuality: "medium" } as const;
  const bitmap = await createImageBitmap(blob, size);
  const { canvas, context } = whiteCanvas(side);
  context.drawImage(bitmap, 0, 0, side, side);
  bitmap.close();
  return addressFromBlob(await compressedCanvas(canvas, 0.8));
}

function addressFromBlob(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
