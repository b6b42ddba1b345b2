/** File and folder names as text that is safe to show, and the class that a path stands for. */

/** A class name is never longer; the page shortens what it shows by itself. */
const LONGEST_NAME = 200;

/** Paths are shown shortened in the middle, so that the file's own name stays. */
const LONGEST_SHOWN_PATH = 120;

/** Control characters, and those that turn the direction of reading, so that a name shows as what it is. */
const MISLEADING = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** The innermost folder of a path, or `undefined` when it lies in none that has a name. */
export function folderFromPath(path: string): string | undefined {
  const folders = segmentsOf(path).slice(0, -1);
  const name = cleanName(folders.at(-1) ?? "");
  return name === "" ? undefined : name;
}

/** One form for the same letters (NFC), one line, no tricks, not endless. */
export function cleanName(name: string): string {
  const clean = name.normalize("NFC").replace(MISLEADING, "").replace(/\s+/gu, " ").trim();
  return [...clean].slice(0, LONGEST_NAME).join("");
}

export function shownPath(path: string): string {
  const letters = [...path.normalize("NFC").replace(MISLEADING, "")];
  if (letters.length <= LONGEST_SHOWN_PATH) return letters.join("");
  return [...letters.slice(0, 40), "…", ...letters.slice(41 - LONGEST_SHOWN_PATH)].join("");
}

/** What systems leave in folders for themselves. It is nobody's picture, so nobody is told about it. */
export function isSystemFile(path: string): boolean {
  const segments = segmentsOf(path);
  const name = segments.at(-1) ?? "";
  if (segments.length > 1 && segments.some((segment) => segment.startsWith("."))) return true;
  return segments.includes("__MACOSX") || /^(\.DS_Store|\._.*|Thumbs\.db|desktop\.ini)$/i.test(name);
}

/** Whether somebody who gives this file means it to be a picture. */
export function hasPictureName(path: string): boolean {
  return /\.(jpe?g|jfif|png|apng|gif|webp|avif|hei[cf]|bmp|tiff?|svg|jxl)$/i.test(path);
}

/** Names only: `..`, drive letters and the root lead nowhere, because nothing is ever written. */
function segmentsOf(path: string): string[] {
  return path
    .split(/[/\\]/)
    .filter(
      (segment) => segment !== "" && segment !== "." && segment !== ".." && !/^[A-Za-z]:$/.test(segment),
    );
}
