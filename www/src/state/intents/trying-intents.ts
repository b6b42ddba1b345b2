/** Trying the network on a still picture: one of the learner's own, a file, a drop or a paste. */
import { sourceFilesFromPaste } from "../../inputs/clipboard";
import { type DroppedItems, sourceFilesFromPicker } from "../../inputs/files";
import type { SourceFile } from "../../inputs/picture";
import type { TrySource } from "../app-state";
import { seenPicture } from "../picture-side";
import type { CameraIntents } from "./camera-intents";
import type { Dependencies } from "./dependencies";

export interface TryingIntents {
  tryExample(exampleId: number): Promise<void>;
  tryFiles(files: SourceFile[]): Promise<void>;
  tryPicked(files: ArrayLike<File>): Promise<void>;
  /** Must be called while the drop event is handled. */
  tryDataTransfer(dataTransfer: DroppedItems): Promise<void>;
  tryPaste(event: Pick<ClipboardEvent, "clipboardData">): Promise<void>;
  tryClipboard(): Promise<void>;
  /** Shows or hides where the evidence lies. */
  explain(isExplaining: boolean): void;
  explainClass(classId: number): void;
  /** Asks again about the still picture in hand, after the head has changed. */
  lookAgain(): Promise<void>;
}

export function tryingIntents(dependencies: Dependencies, camera: CameraIntents): TryingIntents {
  const { store, client, inputs, nowMillis } = dependencies;

  /** The camera stays open for a recorder, but no longer decides what is in hand. */
  function takeInHand(source: TrySource): void {
    if (store.state.value.trying.source.from === "camera") camera.stopTrying();
    store.dispatch({ type: "trySourceChanged", source });
  }

  async function classify(pixels: Uint8Array): Promise<void> {
    const { training, engine, trying, learning, plan } = store.state.value;
    if (!training.hasHead || engine.phase.at !== "ready") return;
    const seen = seenPicture(pixels, plan.pictureSide);
    const begin = nowMillis();
    const event = await client.classifyLatest(
      seen.pixels,
      seen.side,
      trying.isExplaining,
      learning.shownEpoch,
    );
    if (event?.kind === "classified") store.dispatch({ type: "pictureTimed", millis: nowMillis() - begin });
  }

  async function lookAgain(): Promise<void> {
    const { source } = store.state.value.trying;
    if (source.from !== "picture") return;
    const pixels = await inputs.pixelsFromBlob(source.blob);
    const isStillInHand = store.state.value.trying.source === source;
    if (pixels && isStillInHand) await classify(pixels);
  }

  async function tryFiles(files: SourceFile[]): Promise<void> {
    let isTaken = false;
    const enough = new AbortController();
    let pixels: Uint8Array | undefined;
    await inputs.readPictures(files, {
      signal: enough.signal,
      onPicture(picture) {
        if (isTaken) return;
        isTaken = true;
        pixels = picture.pixels;
        takeInHand({ from: "picture", name: picture.name, blob: picture.blob, exampleId: undefined });
        enough.abort();
      },
      onRefusal: (refusal) => store.dispatch({ type: "filesRefused", refusals: [refusal] }),
    });
    if (pixels) await classify(pixels);
  }

  return {
    async tryExample(exampleId) {
      const example = store.state.value.examples.get(exampleId);
      if (!example) return;
      takeInHand({ from: "picture", name: example.name, blob: example.blob, exampleId });
      await lookAgain();
    },
    tryFiles,
    tryPicked: (files) => tryFiles(sourceFilesFromPicker(files)),
    tryDataTransfer: async (dataTransfer) => tryFiles(await inputs.sourceFilesFromDataTransfer(dataTransfer)),
    async tryPaste(event) {
      const files = sourceFilesFromPaste(event);
      if (files.length > 0) await tryFiles(files);
    },
    async tryClipboard() {
      const files = await inputs.readClipboard();
      if (files.length > 0) await tryFiles(files);
      else store.dispatch({ type: "problemHappened", problem: { kind: "clipboardEmpty" } });
    },
    explain(isExplaining) {
      store.dispatch({ type: "explainingChanged", isExplaining });
      // The camera's next frame brings the evidence by itself; a still picture must be asked about again.
      if (isExplaining) void lookAgain();
    },
    explainClass: (classId) => store.dispatch({ type: "explainedClassChosen", classId }),
    lookAgain,
  };
}
