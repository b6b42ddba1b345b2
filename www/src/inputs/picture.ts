/** What an input becomes: a square picture ready for the engine, or the reason why it did not. */

/** Side of every stored picture in pixels; what the backbone was trained on. */
export const PICTURE_SIDE = 224;

/** A decoded, upright, centre-cropped square. */
export interface Picture {
  /** File name or description, as text; never interpreted. */
  name: string;
  /** RGBA, `PICTURE_SIDE * PICTURE_SIDE * 4` bytes, opaque (transparency is laid over white). */
  pixels: Uint8Array;
  /** The same square, compressed: what is shown and stored. */
  blob: Blob;
  /** Name of the class folder it lay in, when it came from a folder or a zip. */
  folder: string | undefined;
  /** Pictures with the same key (a webcam burst, the frames of one file) stay on one side of the split. */
  groupKey: string;
}

/** A file that did not become a picture. */
export interface Refusal {
  name: string;
  reason: RefusalReason;
}

export type RefusalReason =
  | "empty"
  | "notAPicture"
  | "formatUnsupported"
  | "damaged"
  | "tooManyPixels"
  | "zipDamaged"
  | "zipWithoutPictures"
  | "zipEntryTooLarge"
  | "unreadable";

/** A file with the path it had in its folder or zip, for instance `cats/001.jpg`. */
export interface SourceFile {
  path: string;
  blob: Blob;
  /** The browser would not hand the file out (moved, locked, a device that left); `blob` is empty then. */
  isUnreadable?: boolean;
}

/** Why there is no picture from the camera. */
export type CameraProblem = "notSupported" | "notAllowed" | "notFound" | "inUse" | "ended" | "failed";
