/** One file in, one answer out: a picture, the list of a zip, or the reason why it is neither. */
import { hasTooManyPixels, refusalOfImage } from "./check-image";
import { contentKey } from "./crc32";
import { BYTES_FOR_KIND, type ImageKind, kindFromBytes, MIME_TYPES } from "./file-kind";
import type { RefusalReason } from "./picture";
import { blobFromPixels, squarePixels } from "./square-pixels";
import { isDocument, readZip, readZipEntry, type ZipContent, type ZipEntry } from "./zip";

export interface DecodeJob {
  blob: Blob;
  /** Set when the picture is this entry of the blob, which is a zip. */
  zipEntry?: ZipEntry;
  /** Only the pixels are wanted, of a picture that was already squared and compressed. */
  isStored?: boolean;
}

export type DecodeOutcome =
  | { kind: "picture"; pixels: Uint8Array; blob: Blob; contentKey: string; inflatedBytes: number }
  | { kind: "zip"; content: ZipContent }
  | { kind: "refused"; reason: RefusalReason; inflatedBytes: number };

/** A file larger than this is no photograph, whatever its first bytes say. */
const MOST_FILE_BYTES = 400_000_000;

/** Never rejects. Needs a browser only for what turned out to be a picture. */
export async function decodeFile(job: DecodeJob): Promise<DecodeOutcome> {
  try {
    if (job.zipEntry !== undefined) {
      const entry = await readZipEntry(job.blob, job.zipEntry);
      if ("reason" in entry) return { kind: "refused", ...entry };
      return await decodeBytes(entry.bytes, entry.inflatedBytes);
    }
    if (job.blob.size === 0) return refused("empty");
    const front = new Uint8Array(await job.blob.slice(0, BYTES_FOR_KIND).arrayBuffer());
    const kind = kindFromBytes(front);
    if (kind === "unknown") return refused("notAPicture");
    if (kind === "zip") return await listZip(job.blob);
    if (job.blob.size > MOST_FILE_BYTES) return refused("tooManyPixels");
    return await decodeBytes(new Uint8Array(await job.blob.arrayBuffer()), 0, job.isStored);
  } catch {
    // The file could not be read (moved, locked, on a phone that left), or the memory ran out.
    return refused("unreadable");
  }
}

async function listZip(blob: Blob): Promise<DecodeOutcome> {
  const content = await readZip(blob);
  if (content === undefined) return refused("zipDamaged");
  return isDocument(content) ? refused("notAPicture") : { kind: "zip", content };
}

async function decodeBytes(
  bytes: Uint8Array<ArrayBuffer>,
  inflatedBytes: number,
  isStored = false,
): Promise<DecodeOutcome> {
  const kind = kindFromBytes(bytes);
  if (kind === "unknown" || kind === "zip") return refused("notAPicture", inflatedBytes);
  const refusal = refusalOfImage(kind, bytes);
  if (refusal !== undefined) return refused(refusal, inflatedBytes);
  const bitmap = await bitmapFromBytes(bytes, kind);
  if (bitmap === undefined) return refused(isCommon(kind) ? "damaged" : "formatUnsupported", inflatedBytes);
  try {
    if (hasTooManyPixels(bitmap)) return refused("tooManyPixels", inflatedBytes);
    const pixels = squarePixels(bitmap, bitmap.width, bitmap.height);
    const blob = isStored ? new Blob() : await blobFromPixels(pixels);
    return { kind: "picture", pixels, blob, contentKey: contentKey(bytes), inflatedBytes };
  } finally {
    bitmap.close();
  }
}

async function bitmapFromBytes(
  bytes: Uint8Array<ArrayBuffer>,
  kind: ImageKind,
): Promise<ImageBitmap | undefined> {
  const blob = new Blob([bytes], { type: MIME_TYPES[kind] });
  try {
    return await createImageBitmap(blob, { imageOrientation: "from-image" });
  } catch (cause) {
    // Browsers that do not know the word turn the picture upright anyway.
    if (!(cause instanceof TypeError)) return undefined;
    return createImageBitmap(blob).catch(() => undefined);
  }
}

/** Every browser reads these, so a failure is the file's fault. */
function isCommon(kind: ImageKind): boolean {
  return kind === "jpeg" || kind === "png" || kind === "gif" || kind === "webp" || kind === "bmp";
}

function refused(reason: RefusalReason, inflatedBytes = 0): DecodeOutcome {
  return { kind: "refused", reason, inflatedBytes };
}
