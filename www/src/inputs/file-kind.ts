/** Tells what a file is by its first bytes; names and stated types are not believed. */

export type ImageKind = "jpeg" | "png" | "gif" | "webp" | "bmp" | "avif" | "heic" | "tiff" | "jxl" | "svg";

export type FileKind = ImageKind | "zip" | "unknown";

/** As many bytes as `kindFromBytes` looks at. */
export const BYTES_FOR_KIND = 1024;

export const MIME_TYPES = {
  jpeg: "image/jpeg",
  png: "image/png",
  gif: "image/gif",
  webp: "image/webp",
  bmp: "image/bmp",
  avif: "image/avif",
  heic: "image/heic",
  tiff: "image/tiff",
  jxl: "image/jxl",
  svg: "image/svg+xml",
} as const satisfies Record<ImageKind, string>;

export function kindFromBytes(bytes: Uint8Array): FileKind {
  const startsWith = (signature: string, at = 0) => latinText(bytes, at, signature.length) === signature;
  if (startsWith("\xff\xd8\xff")) return "jpeg";
  if (startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (startsWith("GIF87a") || startsWith("GIF89a")) return "gif";
  if (startsWith("RIFF") && startsWith("WEBP", 8)) return "webp";
  // A text may begin with BM; the size of a bitmap's second header is always a small number.
  if (startsWith("BM") && startsWith("\0\0\0", 15) && bytes.length >= 26) return "bmp";
  if (startsWith("ftyp", 4)) return kindFromBrands(bytes);
  if (startsWith("II*\0") || startsWith("MM\0*")) return "tiff";
  if (startsWith("\xff\x0a") || startsWith("\0\0\0\x0cJXL \r\n\x87\n")) return "jxl";
  // The second one is a zip without entries.
  if (startsWith("PK\x03\x04") || startsWith("PK\x05\x06")) return "zip";
  return looksLikeSvg(bytes) ? "svg" : "unknown";
}

export function latinText(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}

/** ISO media files say in a list of four-letter brands what they are; videos are among them. */
function kindFromBrands(bytes: Uint8Array): FileKind {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const brands = latinText(bytes, 8, Math.min(length, 256) - 8);
  if (/avif|avis/.test(brands)) return "avif";
  return /heic|heix|hevc|hevx|heim|heis|mif1|msf1/.test(brands) ? "heic" : "unknown";
}

function looksLikeSvg(bytes: Uint8Array): boolean {
  const text = latinText(bytes, 0, BYTES_FOR_KIND).trimStart();
  return (
    /^(\xef\xbb\xbf)?\s*</.test(text) && /<svg[\s>]/i.test(text) && !/<html[\s>]|<!doctype html/i.test(text)
  );
}
