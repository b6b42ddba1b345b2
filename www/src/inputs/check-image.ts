/** Checks a picture's bytes before a browser decodes them: its size, and whether it is all there. */
import { checkJpeg } from "./check-jpeg";
import { checkPng, sizeFromPngHeader } from "./check-png";
import { type ImageKind, latinText } from "./file-kind";
import type { RefusalReason } from "./picture";

/** The size in pixels, as far as the header tells, or the reason why the file must not be decoded. */
export type FileCheck = { width: number; height: number } | "damaged";

/** A decoded picture takes four bytes a pixel, so this is a quarter of a gigabyte. */
export const MOST_PIXELS = 64_000_000;

export function refusalOfImage(kind: ImageKind, bytes: Uint8Array): RefusalReason | undefined {
  // What claims too much is told so, whatever else is wrong with it.
  if (kind === "png" && hasTooManyPixels(sizeFromPngHeader(bytes))) return "tooManyPixels";
  const check = checkImage(kind, bytes);
  if (check === "damaged" || check === "formatUnsupported") return check;
  if (check === undefined) return undefined;
  if (hasTooManyPixels(check)) return "tooManyPixels";
  return check.width === 0 || check.height === 0 ? "damaged" : undefined;
}

export function hasTooManyPixels(size: { width: number; height: number } | undefined): boolean {
  return size !== undefined && size.width * size.height > MOST_PIXELS;
}

/** `undefined` where only the browser can tell. */
function checkImage(kind: ImageKind, bytes: Uint8Array): FileCheck | "formatUnsupported" | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (kind) {
    case "jpeg":
      return checkJpeg(bytes);
    case "png":
      return checkPng(bytes);
    case "gif":
      return checkGif(bytes, view);
    case "webp":
      return checkWebp(bytes, view);
    case "bmp":
      return checkBmp(bytes, view);
    case "avif":
    case "heic":
      return sizeFromIsoBoxes(bytes, view);
    case "svg":
      // A drawing may hold scripts and ask other hosts for pictures; photographs are never drawings.
      return "formatUnsupported";
    case "tiff":
    case "jxl":
      return undefined;
    default:
      return kind satisfies never;
  }
}

/** Follows the blocks up to the end of the first frame, which is the only one that is used. */
function checkGif(bytes: Uint8Array, view: DataView): FileCheck {
  if (bytes.length < 13) return "damaged";
  const size = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  let at = 13 + colourTableBytes(bytes[10]);
  while (at < bytes.length) {
    const introducer = bytes[at];
    if (introducer === 0x21) {
      at = endOfSubBlocks(bytes, at + 2);
    } else if (introducer === 0x2c) {
      // Ten bytes of description, perhaps a colour table, one byte of code size, then the data.
      const end = endOfSubBlocks(bytes, at + 10 + colourTableBytes(bytes[at + 9]) + 1);
      return end > bytes.length ? "damaged" : size;
    } else {
      return "damaged";
    }
  }
  return "damaged";
}

function colourTableBytes(flags = 0): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function endOfSubBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const length = bytes[at];
    if (length === undefined) return bytes.length + 1;
    at += 1 + length;
    if (length === 0) return at;
  }
}

function checkWebp(bytes: Uint8Array, view: DataView): FileCheck {
  if (bytes.length < 30 || view.getUint32(4, true) + 8 > bytes.length) return "damaged";
  switch (latinText(bytes, 12, 4)) {
    case "VP8 ":
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case "VP8L": {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case "VP8X":
      return {
        width: (view.getUint32(24, true) & 0xffffff) + 1,
        height: (view.getUint32(26, true) >>> 8) + 1,
      };
    default:
      return "damaged";
  }
}

function checkBmp(bytes: Uint8Array, view: DataView): FileCheck {
  if (bytes.length < 34) return "damaged";
  // The oldest headers are 12 bytes long and have 16-bit sizes; a negative height means top row first.
  if (view.getUint32(14, true) === 12)
    return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  const size = { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
  const isUncompressed = view.getUint32(30, true) === 0;
  const bytesPerRow = Math.ceil((size.width * view.getUint16(28, true)) / 32) * 4;
  const isCutOff = isUncompressed && view.getUint32(10, true) + bytesPerRow * size.height > bytes.length;
  return isCutOff && !hasTooManyPixels(size) ? "damaged" : size;
}

/** The largest size stated near the front; without one the browser has to tell. */
function sizeFromIsoBoxes(bytes: Uint8Array, view: DataView): FileCheck | undefined {
  let largest: { width: number; height: number } | undefined;
  for (let at = 0; at + 16 <= Math.min(bytes.length, 65_536); at++) {
    if (bytes[at] !== 0x69 || latinText(bytes, at, 4) !== "ispe") continue;
    const size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (largest === undefined || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}
