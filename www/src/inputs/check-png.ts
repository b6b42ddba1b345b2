/** Walks through a PNG's chunks without decoding them: how large it is, and whether its checksums are right. */
import type { FileCheck } from "./check-image";
import { crc32 } from "./crc32";
import { latinText } from "./file-kind";

/** Browsers paint a PNG with broken data as far as they come; the checksums tell before that. */
export function checkPng(bytes: Uint8Array): FileCheck {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33 || latinText(bytes, 12, 4) !== "IHDR") return "damaged";
  const size = { width: view.getUint32(16), height: view.getUint32(20) };
  let hasData = false;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = latinText(bytes, at + 4, 4);
    const checksumAt = at + 8 + length;
    if (checksumAt + 4 > bytes.length) return "damaged";
    // Only what the picture is made of counts; a broken comment is not worth a picture.
    const isCritical = /^[A-Z]/.test(type);
    if (isCritical && crc32(bytes.subarray(at + 4, checksumAt)) !== view.getUint32(checksumAt))
      return "damaged";
    if (type === "IDAT") hasData = true;
    if (type === "IEND") return hasData ? size : "damaged";
    at = checksumAt + 4;
  }
  return "damaged";
}

/** The header alone says how large the picture claims to be, before anything else is read. */
export function sizeFromPngHeader(bytes: Uint8Array): { width: number; height: number } | undefined {
  if (bytes.length < 24) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
