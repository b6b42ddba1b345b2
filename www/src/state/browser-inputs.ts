/** The real inputs of a browser, as the intents want them. */
import { pixelsFromStoredBlob } from "../inputs/decode-client";
import { sourceFilesFromDataTransfer } from "../inputs/files";
import type { SourceFile } from "../inputs/picture";
import { readPictures } from "../inputs/read-pictures";
import { renderSamples } from "../inputs/samples";
import { listCameras, openWebcam } from "../inputs/webcam";
import type { Inputs } from "./intents/dependencies";

export const browserInputs: Inputs = {
  readPictures,
  sourceFilesFromDataTransfer,
  renderSamples,
  openWebcam,
  listCameras,
  pixelsFromBlob: (blob) => pixelsFromStoredBlob(blob),
  readClipboard,
};

/** Empty where the browser or the learner refuses; pasting with the keyboard always works. */
async function readClipboard(): Promise<SourceFile[]> {
  try {
    const files: SourceFile[] = [];
    for (const item of await navigator.clipboard.read()) {
      const type = item.types.find((candidate) => candidate.startsWith("image/"));
      if (type !== undefined) files.push({ path: type.replace("/", "."), blob: await item.getType(type) });
    }
    return files;
  } catch {
    return [];
  }
}
