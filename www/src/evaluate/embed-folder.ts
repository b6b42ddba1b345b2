/** Shows a folder's pictures to the network by the same way as a visitor's: read, cut square, embed. */
import type { EngineClient } from "../engine/client";
import type { EngineError } from "../engine/protocol";
import type { Picture, Refusal } from "../inputs/picture";
import { readPictures } from "../inputs/read-pictures";
import { atSide, seenPictures } from "../state/picture-side";
import type { DrawnFrom } from "./choose-shots";
import type { FolderClass } from "./evaluation";

/** Few enough that a slice of decoded pictures fits the memory of a small machine. */
const FILES_AT_ONCE = 16;

export interface EmbeddedFolder {
  /** `classId` counts the request's classes from 1. */
  examples: DrawnFrom[];
  /** Of every example, when they are kept: RGBA as it was embedded. */
  pixels: Map<number, Uint8Array>;
  refusals: Refusal[];
  /** Why it ended early. */
  error: EngineError | undefined;
}

export async function embedFolder(
  client: Pick<EngineClient, "send">,
  { classes, side, keepsPixels }: { classes: readonly FolderClass[]; side: number; keepsPixels: boolean },
  onProgress: (doneFiles: number) => void,
): Promise<EmbeddedFolder> {
  const embedded: EmbeddedFolder = { examples: [], pixels: new Map(), refusals: [], error: undefined };
  let doneFiles = 0;
  onProgress(doneFiles);
  for (const [index, { files }] of classes.entries()) {
    for (let start = 0; start < files.length; start += FILES_AT_ONCE) {
      const slice = files.slice(start, start + FILES_AT_ONCE);
      const pictures = await picturesFromFiles(slice, side, embedded.refusals);
      const firstId = embedded.examples.length + 1;
      embedded.error = await embedPictures(client, pictures, index + 1, embedded.examples);
      if (keepsPixels) {
        for (const [number, picture] of pictures.entries())
          embedded.pixels.set(firstId + number, picture.pixels);
      }
      if (embedded.error) return embedded;
      doneFiles += slice.length;
      onProgress(doneFiles);
    }
  }
  return embedded;
}

async function picturesFromFiles(
  files: FolderClass["files"],
  side: number,
  refusals: Refusal[],
): Promise<Picture[]> {
  const sources = await Promise.all(
    files.map(async ({ path, address }) => ({ path, blob: await (await fetch(address)).blob() })),
  );
  const pictures: Picture[] = [];
  await readPictures(sources, {
    onPicture: (picture) => void pictures.push({ ...picture, pixels: atSide(picture.pixels, side) }),
    onRefusal: (refusal) => void refusals.push(refusal),
  });
  return pictures;
}

async function embedPictures(
  client: Pick<EngineClient, "send">,
  pictures: readonly Picture[],
  classId: number,
  examples: DrawnFrom[],
): Promise<EngineError | undefined> {
  if (pictures.length === 0) return undefined;
  const firstId = examples.length + 1;
  const exampleIds = pictures.map((_, index) => firstId + index);
  const seen = seenPictures(pictures.map(({ pixels }) => pixels));
  const event = await client.send({ kind: "embed", exampleIds, ...seen });
  if (event.kind === "failed") return event.error;
  for (const [index, { groupKey }] of pictures.entries()) {
    examples.push({ exampleId: firstId + index, classId, groupKey });
  }
  return undefined;
}
