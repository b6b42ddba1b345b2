/** Compresses what hosts compress: quickly while someone waits, or as small as it gets, and then only once. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** Better levels take half a minute for a large wasm file, and save little. */
const QUICK_BROTLI_QUALITY = 6;
/** Raise it when what is kept would come out otherwise. */
const KEPT_FORMAT = 1;

/** For an answer that someone waits for. */
export async function compressQuickly(bytes, encoding) {
  return encoding === "gzip" ? gzipped(bytes) : brotliOf(bytes, QUICK_BROTLI_QUALITY);
}

/** As hosts do it that compress beforehand. Kept in a temporary folder, because the best takes its time. */
export async function compressFully(bytes, encoding) {
  const digest = createHash("sha256").update(bytes).digest("hex");
  const folder = join(tmpdir(), `afterimage-compressed-${KEPT_FORMAT}`);
  const kept = join(folder, `${digest}.${encoding}`);
  try {
    return await readFile(kept);
  } catch {
    const level = { level: constants.Z_BEST_COMPRESSION };
    const smallest =
      encoding === "gzip" ? await gzipped(bytes, level) : await brotliOf(bytes, constants.BROTLI_MAX_QUALITY);
    await keep(folder, kept, smallest);
    return smallest;
  }
}

function brotliOf(bytes, quality) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    // What the command line tool takes and every browser reads.
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
  };
  return brotli(bytes, { params });
}

/** Renamed into place, so that another run never reads half a file. Without a folder it is done again next time. */
async function keep(folder, path, bytes) {
  try {
    await mkdir(folder, { recursive: true });
    const unfinished = `${path}.${randomUUID()}`;
    await writeFile(unfinished, bytes);
    await rename(unfinished, path);
  } catch {
    // A full or read-only disk costs time, not the result.
  }
}
