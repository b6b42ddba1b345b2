/** Reads what a zip holds, entry by entry, from the list at its end. */

// A stream of local headers would be simpler, but skips a broken one in silence; and this way never more than
// one entry is in memory.
import { Inflate } from "fflate";
import { crc32 } from "./crc32";
import { BYTES_FOR_KIND, kindFromBytes } from "./file-kind";
import type { RefusalReason } from "./picture";

export interface ZipEntry {
  /** As the zip tells it. Only ever text: nothing is written anywhere. */
  path: string;
  /** Where the zip says that the entry begins and how long it is; neither is believed. */
  offset: number;
  compressedBytes: number;
  checksum: number;
  method: number;
  isEncrypted: boolean;
}

export interface ZipContent {
  entries: ZipEntry[];
  /** The list ends earlier than it says: some entries are missing from it. */
  isCutOff: boolean;
}

/** What is left of an entry after inflating: its bytes, or why there are none. */
export type ZipEntryBytes =
  | { bytes: Uint8Array<ArrayBuffer>; inflatedBytes: number }
  | { reason: RefusalReason; inflatedBytes: number };

/** No photograph is larger; what inflates to more is meant to fill the memory. */
export const MOST_ENTRY_BYTES = 40_000_000;

/** Lists longer than this are no collections of pictures. */
const MOST_LIST_BYTES = 50_000_000;

const LIST_END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const LIST_ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;

/** A deflate stream grows to at most a thousand times its size, so one part fills no more than 16 MB. */
const PART_BYTES = 16_384;

/** Gives `undefined` when the blob is no zip, or not all of it. Folders are not entries. */
export async function readZip(zip: Blob): Promise<ZipContent | undefined> {
  const tail = await bytesOf(zip, zip.size - LIST_END_BYTES - LONGEST_COMMENT, zip.size);
  const end = lastSignature(tail, 0x06054b50, tail.length - LIST_END_BYTES);
  if (end === undefined) return undefined;
  const statedEntries = tail.view.getUint16(end + 10, true);
  const listBytes = tail.view.getUint32(end + 12, true);
  const listEnd = zip.size - tail.length + end;
  if (listBytes > Math.min(listEnd, MOST_LIST_BYTES)) return undefined;
  // Bytes put before the zip shift every offset, as in programs that unpack themselves.
  const shift = listEnd - listBytes - tail.view.getUint32(end + 16, true);
  const list = await bytesOf(zip, listEnd - listBytes, listEnd);

  const entries: ZipEntry[] = [];
  let numListed = 0;
  for (let at = 0; at + LIST_ENTRY_BYTES <= list.length; numListed++) {
    const { view } = list;
    if (view.getUint32(at, true) !== 0x02014b50) break;
    const nameBytes = view.getUint16(at + 28, true);
    const flags = view.getUint16(at + 8, true);
    const path = nameFromBytes(
      list.bytes.subarray(at + LIST_ENTRY_BYTES, at + LIST_ENTRY_BYTES + nameBytes),
      flags,
    );
    const entry: ZipEntry = {
      path,
      offset: view.getUint32(at + 42, true) + Math.max(shift, 0),
      compressedBytes: view.getUint32(at + 20, true),
      checksum: view.getUint32(at + 16, true),
      method: view.getUint16(at + 10, true),
      isEncrypted: (flags & 1) !== 0,
    };
    if (!/[/\\]$/.test(path)) entries.push(entry);
    at += LIST_ENTRY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  // The number has 16 bits and wraps around in zips of more entries.
  return { entries, isCutOff: (numListed & 0xffff) !== statedEntries };
}

/** Documents of office programs and the like are zips too, with pictures that nobody means. */
export function isDocument(content: ZipContent): boolean {
  return content.entries.some(({ path }) =>
    /^(\[Content_Types\]\.xml|mimetype|META-INF\/MANIFEST\.MF)$/i.test(path),
  );
}

/** Inflates one entry, and stops as soon as it turns out to be no picture or too large. */
export async function readZipEntry(zip: Blob, entry: ZipEntry): Promise<ZipEntryBytes> {
  const header = await bytesOf(zip, entry.offset, entry.offset + LOCAL_HEADER_BYTES);
  if (header.length < LOCAL_HEADER_BYTES || header.view.getUint32(0, true) !== 0x04034b50) {
    return { reason: "damaged", inflatedBytes: 0 };
  }
  if (entry.isEncrypted || (entry.method !== 0 && entry.method !== 8)) {
    return { reason: "unreadable", inflatedBytes: 0 };
  }
  const begin =
    entry.offset + LOCAL_HEADER_BYTES + header.view.getUint16(26, true) + header.view.getUint16(28, true);
  const packed = zip.slice(begin, Math.min(begin + entry.compressedBytes, zip.size));
  const collected = new Collected();
  try {
    if (entry.method === 0) await collectStored(packed, collected);
    else await collectInflated(packed, collected);
  } catch {
    // What the inflater threw is one thing to a person: the data are not what they were.
    return { reason: "damaged", inflatedBytes: collected.numBytes };
  }
  const { numBytes: inflatedBytes } = collected;
  if (collected.isTooLarge) return { reason: "zipEntryTooLarge", inflatedBytes };
  if (inflatedBytes === 0) return { reason: entry.checksum === 0 ? "empty" : "damaged", inflatedBytes };
  if (collected.isNoPicture) return { reason: "notAPicture", inflatedBytes };
  const bytes = collected.join();
  return crc32(bytes) === entry.checksum ? { bytes, inflatedBytes } : { reason: "damaged", inflatedBytes };
}

/** The parts of an entry so far, and whether it is worth going on. */
class Collected {
  private readonly parts: Uint8Array[] = [];
  private kindIsKnown = false;
  numBytes = 0;
  isTooLarge = false;
  isNoPicture = false;

  get isDone(): boolean {
    return this.isTooLarge || this.isNoPicture;
  }

  add(part: Uint8Array): void {
    this.numBytes += part.length;
    if (this.isDone) return;
    this.isTooLarge = this.numBytes > MOST_ENTRY_BYTES;
    this.parts.push(part);
    if (!this.kindIsKnown && this.numBytes >= BYTES_FOR_KIND) this.lookAtKind();
  }

  join(): Uint8Array<ArrayBuffer> {
    const joined = new Uint8Array(this.numBytes);
    let at = 0;
    for (const part of this.parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }

  lookAtKind(): void {
    this.kindIsKnown = true;
    const kind = kindFromBytes(this.join());
    this.isNoPicture = kind === "unknown" || kind === "zip";
  }
}

async function collectStored(packed: Blob, collected: Collected): Promise<void> {
  if (packed.size > MOST_ENTRY_BYTES) {
    collected.isTooLarge = true;
    return;
  }
  collected.add(new Uint8Array(await packed.arrayBuffer()));
  collected.lookAtKind();
}

async function collectInflated(packed: Blob, collected: Collected): Promise<void> {
  const inflate = new Inflate((part) => collected.add(part));
  const bytes = new Uint8Array(await packed.slice(0, MOST_ENTRY_BYTES).arrayBuffer());
  for (let at = 0; at < bytes.length && !collected.isDone; at += PART_BYTES) {
    inflate.push(bytes.subarray(at, at + PART_BYTES), at + PART_BYTES >= bytes.length);
  }
  if (!collected.isDone) collected.lookAtKind();
}

/** Newer zips say that a name is UTF-8; many others just use it, and the rest is a code page nobody states. */
function nameFromBytes(bytes: Uint8Array, flags: number): string {
  const isUtf8 = (flags & 0x800) !== 0;
  try {
    return new TextDecoder("utf-8", { fatal: !isUtf8 }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

interface ViewedBytes {
  bytes: Uint8Array;
  view: DataView;
  length: number;
}

async function bytesOf(blob: Blob, start: number, end: number): Promise<ViewedBytes> {
  const buffer = await blob.slice(Math.max(start, 0), Math.max(end, 0)).arrayBuffer();
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer), length: buffer.byteLength };
}

function lastSignature({ view }: ViewedBytes, signature: number, from: number): number | undefined {
  for (let at = from; at >= 0; at--) if (view.getUint32(at, true) === signature) return at;
  return undefined;
}
