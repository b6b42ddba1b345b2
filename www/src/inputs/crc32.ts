/** The checksum that PNG and zip use; here it also tells exact copies of a file from other files. */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++)
    remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  return remainder;
});

/** Goes on from the checksum of what came before. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let remainder = ~before;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    remainder = (TABLE[(remainder ^ byte) & 0xff] ?? 0) ^ (remainder >>> 8);
  }
  return ~remainder >>> 0;
}

/** The same for files with the same bytes, and, as good as always, only for them. */
export function contentKey(bytes: Uint8Array): string {
  return `${crc32(bytes).toString(16).padStart(8, "0")}-${bytes.length.toString(16)}`;
}
