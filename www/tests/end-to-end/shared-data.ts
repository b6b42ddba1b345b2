/** Pictures from the data folder beside the project, which is there on some machines and not on others. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const SHARED_DATA = resolve(import.meta.dirname, "../../../../shared/data");
export const BAD_FILES = join(SHARED_DATA, "bad");
export const PHOTOS = join(SHARED_DATA, "photos");

export const WITHOUT_SHARED_DATA = "../shared/data is not on this machine";

export const hasSharedData: boolean = existsSync(PHOTOS) && existsSync(BAD_FILES);

/** All files directly in a folder, in the order of their names. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}

/** A folder with the first pictures of some classes, as a learner would choose it. */
export function folderOfClasses(
  dataSet: string,
  classNames: readonly string[],
  perClass: number,
): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), "afterimage-photos-"));
  for (const name of classNames) {
    mkdirSync(join(path, name));
    for (const file of filesIn(join(PHOTOS, dataSet, name)).slice(0, perClass))
      cpSync(file, join(path, name, fileName(file)));
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface TemporaryFolder {
  path: string;
  remove(): void;
}

export function fileName(path: string): string {
  return path.split("/").at(-1) ?? path;
}
