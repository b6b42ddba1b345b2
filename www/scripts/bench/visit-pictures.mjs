/** Draws pictures for visits and measurements: all different, with detail like photographs, as PNG files in class folders. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";

/** Smaller than photographs, so that thousands are drawn and read in little time. */
const SIDE = 128;
/** Cells across the picture, from coarse to fine, and how much each adds: stored, it weighs what a photograph does. */
const COLOUR_OCTAVES = [
  { cells: 2, weight: 90 },
  { cells: 6, weight: 50 },
];
const BRIGHTNESS_OCTAVES = [
  { cells: 20, weight: 60 },
  { cells: 64, weight: 90 },
];

/** A temporary folder with one folder a class; whoever asks for it removes it. */
export async function writePictureFolders({ numClasses, numPictures }) {
  const path = await mkdtemp(join(tmpdir(), "afterimage-pictures-"));
  for (let index = 0; index < numPictures; index += 1) {
    const classIndex = index % numClasses;
    const folder = join(path, `class ${classIndex + 1}`);
    if (index < numClasses) await mkdir(folder);
    await writeFile(join(folder, `${String(index).padStart(5, "0")}.png`), drawnPicture(index, classIndex));
  }
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** The bytes of a PNG file. The same number always gives the same picture, and classes differ in colour. */
export function drawnPicture(seed, classIndex) {
  const random = seededRandom(seed + 1);
  const brightness = noise(BRIGHTNESS_OCTAVES, random);
  const channels = [0, 1, 2].map((channel) => ({
    base: 128 + 60 * Math.cos(classIndex * 2.4 + channel * 2.1),
    colour: noise(COLOUR_OCTAVES, random),
  }));
  // Each row begins with the number of its filter, which is none.
  const rowBytes = 1 + SIDE * 3;
  const rows = Buffer.alloc(SIDE * rowBytes);
  for (const [channel, { base, colour }] of channels.entries()) {
    for (let place = 0; place < SIDE * SIDE; place += 1) {
      const value = Math.round(base + colour[place] + brightness[place]);
      const [x, y] = [place % SIDE, Math.floor(place / SIDE)];
      rows[y * rowBytes + 1 + x * 3 + channel] = Math.min(255, Math.max(0, value));
    }
  }
  return pngFromRows(rows);
}

/** One value a place: random at the corners of each octave's cells, and between them in between. */
function noise(octaves, random) {
  const sum = new Float32Array(SIDE * SIDE);
  for (const { cells, weight } of octaves) {
    const corners = Float32Array.from({ length: (cells + 2) ** 2 }, () => weight * (random() - 0.5));
    for (let y = 0; y < SIDE; y += 1) {
      const top = Math.floor((y * cells) / SIDE);
      const below = (y * cells) / SIDE - top;
      for (let x = 0; x < SIDE; x += 1) {
        const left = Math.floor((x * cells) / SIDE);
        const right = (x * cells) / SIDE - left;
        const corner = top * (cells + 2) + left;
        const upper = corners[corner] * (1 - right) + corners[corner + 1] * right;
        const lower = corners[corner + cells + 2] * (1 - right) + corners[corner + cells + 3] * right;
        sum[y * SIDE + x] += upper * (1 - below) + lower * below;
      }
    }
  }
  return sum;
}

/** Mulberry32: small, and good enough for pictures. */
function seededRandom(seed) {
  let state = Math.imul(seed, 0x9e3779b9);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pngFromRows(rows) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  // Eight bits a channel, red, green and blue.
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(rows, { level: 1 });
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC_TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
