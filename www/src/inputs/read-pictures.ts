/** From files, folders and zips to pictures: in order, a few at a time, and nothing left out in silence. */
import { type Decoder, pageDecoder } from "./decode-client";
import type { DecodeOutcome } from "./decode-file";
import { folderFromPath, hasPictureName, isSystemFile, shownPath } from "./names";
import type { Picture, Refusal, SourceFile } from "./picture";
import type { ZipContent, ZipEntry } from "./zip";

export interface ReadPicturesOptions {
  /** May give a promise: then nothing more is delivered until it is settled. */
  onPicture(picture: Picture): void | Promise<void>;
  onRefusal(refusal: Refusal): void;
  /** Files and entries of zips; `total` grows when a zip is opened. */
  onProgress?(done: number, total: number): void;
  signal?: AbortSignal;
  decoder?: Decoder;
}

/** All the pictures of a zip together inflate to no more, unless the zip itself is of that order. */
const MOST_ZIP_BYTES = 400_000_000;

/** Pictures hardly shrink in a zip; what grows beyond this was made to grow. */
const MOST_GROWTH = 4;

interface OpenZip {
  file: SourceFile;
  inflatedBytes: number;
  numTold: number;
  /** Files beside the pictures, such as a read-me: told one by one only when there are pictures. */
  besides: Refusal[];
}

type Unit =
  | { kind: "file"; file: SourceFile }
  | { kind: "entry"; zip: OpenZip; entry: ZipEntry }
  | { kind: "zipEnd"; zip: OpenZip };

interface StartedUnit {
  unit: Unit;
  outcome: Promise<DecodeOutcome> | undefined;
}

/** Resolves when everything is delivered, or the signal has said stop. Never rejects because of a file. */
export async function readPictures(files: SourceFile[], options: ReadPicturesOptions): Promise<void> {
  const { onPicture, onRefusal, onProgress, signal, decoder = pageDecoder() } = options;
  // The next unit is the last one of the array, so that a zip of thousands opens in place without moving others.
  const units: StartedUnit[] = files
    .filter((file) => !isSystemFile(file.path))
    .map((file): StartedUnit => ({ unit: { kind: "file", file }, outcome: undefined }))
    .reverse();
  let total = units.length;
  let done = 0;

  onProgress?.(done, total);
  while (units.length > 0 && !signal?.aborted) {
    for (const started of units.slice(-decoder.width)) started.outcome ??= start(started.unit, decoder);
    const { unit, outcome } = units.pop() ?? { unit: undefined, outcome: undefined };
    if (unit === undefined) break;
    if (unit.kind === "zipEnd") {
      for (const refusal of refusalsAtEnd(unit.zip)) onRefusal(refusal);
      continue;
    }
    const result = await outcome;
    if (signal?.aborted || result === undefined) break;
    if (unit.kind === "file" && result.kind === "zip") {
      const opened = unitsOfZip(unit.file, result.content);
      if (result.content.isCutOff) onRefusal(refusalOf(unit, "zipDamaged"));
      total += opened.length - 1;
      units.push(...opened.reverse());
    } else if (result.kind === "picture") {
      if (unit.kind === "entry") unit.zip.numTold += 1;
      await onPicture(pictureOf(unit, result));
    } else if (result.kind === "refused") {
      tellOrKeep(unit, refusalOf(unit, result.reason), onRefusal);
    }
    if (unit.kind === "entry" && result.kind !== "zip") unit.zip.inflatedBytes += result.inflatedBytes;
    done += 1;
    onProgress?.(done, total);
  }
}

async function start(unit: Unit, decoder: Decoder): Promise<DecodeOutcome> {
  switch (unit.kind) {
    case "file":
      if (unit.file.isUnreadable) return { kind: "refused", reason: "unreadable", inflatedBytes: 0 };
      return decoder.decode({ blob: unit.file.blob });
    case "entry": {
      const { zip, entry } = unit;
      const mostBytes = Math.max(MOST_ZIP_BYTES, zip.file.blob.size * MOST_GROWTH);
      if (zip.inflatedBytes > mostBytes)
        return { kind: "refused", reason: "zipEntryTooLarge", inflatedBytes: 0 };
      return decoder.decode({ blob: zip.file.blob, zipEntry: entry });
    }
    case "zipEnd":
      return { kind: "refused", reason: "empty", inflatedBytes: 0 };
    default:
      return unit satisfies never;
  }
}

function unitsOfZip(file: SourceFile, content: ZipContent): StartedUnit[] {
  const zip: OpenZip = { file, inflatedBytes: 0, numTold: content.isCutOff ? 1 : 0, besides: [] };
  const units: Unit[] = content.entries
    .filter((entry) => !isSystemFile(entry.path))
    .map((entry) => ({ kind: "entry", zip, entry }));
  units.push({ kind: "zipEnd", zip });
  return units.map((unit) => ({ unit, outcome: undefined }));
}

function tellOrKeep(unit: Unit, refusal: Refusal, onRefusal: (refusal: Refusal) => void): void {
  if (unit.kind === "entry") {
    if (refusal.reason === "notAPicture" && !hasPictureName(unit.entry.path)) {
      unit.zip.besides.push(refusal);
      return;
    }
    unit.zip.numTold += 1;
  }
  onRefusal(refusal);
}

function refusalsAtEnd(zip: OpenZip): Refusal[] {
  if (zip.numTold > 0) return zip.besides;
  return [{ name: shownPath(zip.file.path), reason: "zipWithoutPictures" }];
}

function refusalOf(unit: Exclude<Unit, { kind: "zipEnd" }>, reason: Refusal["reason"]): Refusal {
  return { name: nameOf(unit), reason };
}

function pictureOf(
  unit: Exclude<Unit, { kind: "zipEnd" }>,
  { pixels, blob, contentKey }: Extract<DecodeOutcome, { kind: "picture" }>,
): Picture {
  const path = unit.kind === "file" ? unit.file.path : unit.entry.path;
  return { name: nameOf(unit), pixels, blob, folder: folderFromPath(path), groupKey: contentKey };
}

/** An entry is named with its zip, since two zips may hold files of the same name. */
function nameOf(unit: Exclude<Unit, { kind: "zipEnd" }>): string {
  return shownPath(unit.kind === "file" ? unit.file.path : `${unit.zip.file.path}/${unit.entry.path}`);
}
