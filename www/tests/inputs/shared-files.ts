/** The hostile files that lie beside the project; where they are missing, the tests that need them say so. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

const folder = resolve(import.meta.dirname, "../../../../shared/data/bad");

export const sharedFilesExist = existsSync(folder);

if (!sharedFilesExist)
  console.info("skipped: the tests with hostile files, because ../shared/data/bad is missing");

export function sharedBytes(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(resolve(folder, name)));
}

export function sharedBlob(name: string): Blob {
  return new Blob([sharedBytes(name)]);
}
