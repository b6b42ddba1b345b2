/** Adding pictures from files, folders, zips, the clipboard and the sample set; folders become classes. */
import { sourceFilesFromPaste } from "../../inputs/clipboard";
import type { DroppedItems } from "../../inputs/files";
import { sourceFilesFromPicker } from "../../inputs/files";
import type { Picture, SourceFile } from "../../inputs/picture";
import type { Example } from "../app-state";
import { PILE_ID } from "../unlabelled/pile";
import type { ClassIntents } from "./class-intents";
import type { Dependencies } from "./dependencies";
import type { EmbeddingIntents } from "./embedding-loop";

export interface AddingIntents {
  /**
   * Without a class, folders become classes, and loose pictures go to a class of their own; with `PILE_ID` all stay
   * without a label.
   */
  addFiles(files: SourceFile[], classId: number | undefined): Promise<void>;
  addFromPicker(files: ArrayLike<File>, classId: number | undefined): Promise<void>;
  /** Must be called while the drop event is handled. */
  addFromDataTransfer(dataTransfer: DroppedItems, classId: number | undefined): Promise<void>;
  addFromPaste(event: Pick<ClipboardEvent, "clipboardData">, classId: number | undefined): Promise<void>;
  addSamples(): Promise<void>;
  addPictures(pictures: readonly Picture[], classId: number): void;
  stopReading(): void;
  dismissRefusals(): void;
}

/** Names for classes that the page makes itself, in the learner's language. */
export interface ClassNames {
  numbered(number: number): string;
  sample(key: string): string;
}

/** Pictures reach the state in bundles, so that a zip of thousands does not redraw the page for each. */
const BUNDLE_SIZE = 16;
const LONGEST_BUNDLE_MILLIS = 120;

export function addingIntents(
  dependencies: Dependencies,
  classes: ClassIntents,
  embedding: EmbeddingIntents,
  names: ClassNames,
): AddingIntents {
  const { store, pictureData, inputs, nowMillis } = dependencies;
  let stop = new AbortController();
  let numReading = 0;

  function addPictures(pictures: readonly Picture[], classId: number): void {
    let id = nextExampleId(store.state.value);
    const addedAtMillis = dependencies.dateMillis();
    const examples = pictures.map(({ name, blob, groupKey, pixels }) => {
      const known = { id, classId, name, blob, groupKey, addedAtMillis };
      const example: Example = { ...known, side: undefined, isEmbedded: false };
      pictureData.keepPixels(id, pixels);
      id += 1;
      return example;
    });
    store.dispatch({ type: "picturesAdded", examples });
    void embedding.wake();
  }

  /** Collects pictures by class and hands them over in bundles. */
  function bundler(classIdOf: (picture: Picture) => number) {
    let waiting: { picture: Picture; classId: number }[] = [];
    let openedMillis = nowMillis();
    const flush = () => {
      const bundle = waiting;
      waiting = [];
      openedMillis = nowMillis();
      for (const classId of new Set(bundle.map((entry) => entry.classId))) {
        // The class may have been deleted while its pictures were being read.
        if (classId !== PILE_ID && !store.state.value.classes.some((item) => item.id === classId)) continue;
        const own = bundle.filter((entry) => entry.classId === classId);
        addPictures(
          own.map(({ picture }) => picture),
          classId,
        );
      }
    };
    const add = (picture: Picture) => {
      waiting.push({ picture, classId: classIdOf(picture) });
      if (waiting.length >= BUNDLE_SIZE || nowMillis() - openedMillis > LONGEST_BUNDLE_MILLIS) flush();
    };
    return { add, flush };
  }

  /** Finds the class of that name or makes it; the same name always means the same class. */
  function classNamed(name: string): number {
    const known = store.state.value.classes.find((item) => item.name === name);
    return known?.id ?? classes.add(name);
  }

  async function whileReading(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (numReading === 0) stop = new AbortController();
    numReading += 1;
    try {
      await work(stop.signal);
    } finally {
      numReading -= 1;
      if (numReading === 0) store.dispatch({ type: "readingFinished" });
    }
  }

  async function addFiles(files: SourceFile[], classId: number | undefined): Promise<void> {
    if (files.length === 0) {
      store.dispatch({ type: "problemHappened", problem: { kind: "nothingUsable" } });
      return;
    }
    let looseClassId: number | undefined;
    const looseClass = () => {
      looseClassId ??= classes.add(names.numbered(store.state.value.classes.length + 1));
      return looseClassId;
    };
    const bundle = bundler(
      (picture) => classId ?? (picture.folder ? classNamed(picture.folder) : looseClass()),
    );
    await whileReading((signal) =>
      inputs.readPictures(files, {
        signal,
        onPicture: bundle.add,
        onRefusal: (refusal) => store.dispatch({ type: "filesRefused", refusals: [refusal] }),
        onProgress: (doneFiles, totalFiles) =>
          store.dispatch({ type: "readingProgressed", doneFiles, totalFiles }),
      }),
    );
    bundle.flush();
  }

  return {
    addFiles,
    addFromPicker: (files, classId) => addFiles(sourceFilesFromPicker(files), classId),
    addFromDataTransfer: async (dataTransfer, classId) =>
      addFiles(await inputs.sourceFilesFromDataTransfer(dataTransfer), classId),
    async addFromPaste(event, classId) {
      const files = sourceFilesFromPaste(event);
      if (files.length > 0) await addFiles(files, classId);
    },
    async addSamples() {
      const bundle = bundler((picture) => classNamed(names.sample(picture.folder ?? "")));
      try {
        await whileReading(async (signal) => {
          await inputs.renderSamples({
            signal,
            onPicture: bundle.add,
            onProgress: (doneFiles, totalFiles) =>
              store.dispatch({ type: "readingProgressed", doneFiles, totalFiles }),
          });
        });
      } catch {
        store.dispatch({ type: "problemHappened", problem: { kind: "samplesFailed" } });
      }
      bundle.flush();
    },
    addPictures,
    stopReading: () => stop.abort(),
    dismissRefusals: () => store.dispatch({ type: "refusalsDismissed" }),
  };
}

/** Pictures that may still come back keep their identifiers. */
function nextExampleId(state: Dependencies["store"]["state"]["value"]): number {
  let largest = 0;
  for (const id of state.examples.keys()) largest = Math.max(largest, id);
  for (const entry of state.undoStack) for (const { id } of entry.examples) largest = Math.max(largest, id);
  return largest + 1;
}
