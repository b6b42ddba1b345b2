/** The real inputs of a browser, as the intents want them. */
import { pixelsFromStoredBlob } from "../inputs/decode-client";
import { sourceFilesFromDataTransfer } from "../inputs/files";
import type { SourceFile } from "../inputs/picture";
import { readPictures } from "../inputs/read-pictures";
import type { WebcamOptions, WebcamResult } from "../inputs/webcam";
import type { Inputs } from "./intents/dependencies";

export const browserInputs: Inputs = {
  readPictures,
  sourceFilesFromDataTransfer,
  renderSamples: async (options) => (await import("../inputs/samples")).renderSamples(options),
  openWebcam,
  listCameras: async () => (await import("../inputs/webcam")).listCameras(),
  pixelsFromBlob: (blob) => pixelsFromStoredBlob(blob),
  readClipboard,
};

/** Its code comes with the first camera that is opened; without it there is none, which can be tried again. */
async function openWebcam(options: WebcamOptions): Promise<WebcamResult> {
  try {
    const webcam = await import("../inputs/webcam");
    return await webcam.openWebcam(options);
  } catch {
    return { problem: "failed" };
  }
}

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
