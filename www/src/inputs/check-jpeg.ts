/** Walks through a JPEG without decoding it: how large it is, and whether it ends where it should. */
import type { FileCheck } from "./check-image";

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/**
 * Browsers paint what they got of a JPEG that was cut off and leave the rest grey, without a word. Only a file
 * whose scans end with the end marker is complete; what cameras append after it does not matter.
 */
export function checkJpeg(bytes: Uint8Array): FileCheck {
  let size: { width: number; height: number } | undefined;
  let at = 2;
  for (;;) {
    at = nextMarker(bytes, at);
    const marker = bytes[at + 1];
    if (marker === undefined) return "damaged";
    if (marker === END_OF_IMAGE) return size ?? "damaged";
    const length = word(bytes, at + 2);
    if (length < 2 || at + 2 + length > bytes.length) return "damaged";
    // Start of frame: C0 to CF, without the three that define tables.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      size = { width: word(bytes, at + 7), height: word(bytes, at + 5) };
    }
    at += 2 + length;
    if (marker === START_OF_SCAN && size === undefined) return "damaged";
  }
}

/**
 * Finds the next marker that says something: 00 is a data byte FF in disguise, D0 to D7 are restarts, FF is
 * padding, and what is no marker at all is data of a scan.
 */
function nextMarker(bytes: Uint8Array, start: number): number {
  let at = bytes.indexOf(0xff, start);
  while (at >= 0) {
    const code = bytes[at + 1];
    if (code !== 0x00 && code !== 0xff && !(code !== undefined && code >= 0xd0 && code <= 0xd7)) return at;
    at = bytes.indexOf(0xff, at + 1);
  }
  return bytes.length;
}

/** Two bytes, the high one first; beyond the end there are zeros. */
function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
