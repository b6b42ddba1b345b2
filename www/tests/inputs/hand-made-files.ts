/** Tiny files made byte by byte, so that the tests need no pictures of anybody. */
import { deflateSync, strToU8 } from "fflate";
import { crc32 } from "../../src/inputs/crc32";

export function pngOf(width: number, height: number, data = deflateSync(new Uint8Array(64))): Uint8Array {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, 2);
  return joined([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    pngChunk("IHDR", new Uint8Array(header.buffer)),
    pngChunk("tEXt", strToU8("a comment")),
    pngChunk("IDAT", data),
    pngChunk("IEND", new Uint8Array(0)),
  ]);
}

/** A JPEG as far as its markers go: a thumbnail with an end marker of its own, a frame, a scan. */
export function jpegOf(width: number, height: number): Uint8Array {
  const thumbnail = [0xff, 0xd8, 0xff, 0xd9];
  const frame = [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0];
  const scanHeader = [1, 1, 0, 0, 63, 0];
  // A stuffed FF, a restart marker and padding before the end marker are all allowed.
  const scanData = [1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4, 5, 0xff, 0xff];
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xe1, [...strToU8("Exif"), ...thumbnail]),
    ...segment(0xc0, frame),
    ...segment(0xda, scanHeader),
    ...scanData,
    ...[0xff, 0xd9],
  ]);
}

export function joined(parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

export function blobOf(...parts: (Uint8Array | string)[]): Blob {
  return new Blob(parts.map((part) => (typeof part === "string" ? part : new Uint8Array(part))));
}

function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const body = joined([strToU8(type), data]);
  const frame = new DataView(new ArrayBuffer(8));
  frame.setUint32(0, data.length);
  frame.setUint32(4, crc32(body));
  const bytes = new Uint8Array(frame.buffer);
  return joined([bytes.subarray(0, 4), body, bytes.subarray(4)]);
}

function segment(marker: number, data: number[]): number[] {
  const length = data.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...data];
}
