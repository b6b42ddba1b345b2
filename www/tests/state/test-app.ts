/** The whole state layer on a fake engine, fake inputs and a store in memory, for tests of intents. */
import type { NetworkChoice } from "../../src/engine/network-choice";
import type { Picture } from "../../src/inputs/picture";
import type { DeviceMemory, DeviceWish } from "../../src/state/choose-device";
import type { Inputs } from "../../src/state/intents/dependencies";
import { type RunningApp, startApp } from "../../src/state/start-up";
import { createMemoryStore } from "../../src/storage/memory-store";
import type { WorkStore } from "../../src/storage/work-store";
import { createFakeEngine, type FakeEngine, type FakeEngineOptions } from "../fake-engine";
import { networkCommand } from "../fake-network";

export interface TestApp extends RunningApp {
  engine: FakeEngine;
  workStore: WorkStore;
  /** A class with this many pictures, whose colours tell it from other classes. */
  addClass(name: string, numPictures: number): number;
  /** Waits until the condition holds. */
  until(condition: () => boolean): Promise<void>;
}

export interface TestAppOptions {
  engine?: Omit<FakeEngineOptions, "onEvent" | "onStopped">;
  /** As long as it says so, no second engine gets the weights. */
  holdsBackCandidate?: () => boolean;
  memory?: DeviceMemory;
  wish?: DeviceWish;
  workStore?: WorkStore;
  inputs?: Partial<Inputs>;
  downloadFails?: () => boolean;
  /** Networks whose file is not there. */
  lacks?: (choice: NetworkChoice) => boolean;
  /** Happens while the weights for the engine in use are on their way. */
  duringDownload?: (engine: FakeEngine) => Promise<void>;
}

export async function testApp(options: TestAppOptions = {}): Promise<TestApp> {
  const workStore = options.workStore ?? createMemoryStore("refused");
  let engine: FakeEngine | undefined;
  const app = startApp({
    createClient: (clientOptions) => {
      engine = createFakeEngine({ ...clientOptions, ...options.engine });
      return engine;
    },
    openStore: async () => workStore,
    bringNetwork: async (choice, client, { onProgress, signal } = {}) => {
      if (options.lacks?.(choice)) return { kind: "problem", problem: { code: "absent" } };
      while (client !== engine && options.holdsBackCandidate?.()) {
        if (signal?.aborted) return { kind: "problem", problem: { code: "aborted" } };
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      if (options.downloadFails?.()) {
        return { kind: "problem", problem: { code: "offline", receivedBytes: 0, detail: "" } };
      }
      onProgress?.(1, 2);
      if (engine && client === engine) await options.duringDownload?.(engine);
      onProgress?.(2, 2);
      return { kind: "event", event: await client.send(networkCommand(choice)) };
    },
    inputs: { ...noInputs, ...options.inputs },
    memory: options.memory ?? { read: () => undefined, write: () => {}, forget: () => {} },
    wish: options.wish,
    appearance: "system",
    rememberAppearance: () => {},
    isVisible: () => false,
    reload: () => {},
  });
  await app.started;
  if (!engine) throw new Error("no engine was made");
  let seed = 0;
  return {
    ...app,
    engine,
    workStore,
    addClass(name, numPictures) {
      seed += 1;
      const classId = app.intents.classes.add(name);
      const pictures = Array.from({ length: numPictures }, (_, index) =>
        testPicture(seed * 60, `${name} ${index}`),
      );
      app.intents.adding.addPictures(pictures, classId);
      return classId;
    },
    async until(condition) {
      for (let tries = 0; tries < 4000; tries += 1) {
        if (condition()) return;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      throw new Error("it did not come to that");
    },
  };
}

export function testPicture(shade: number, name: string, folder?: string): Picture {
  const pixels = new Uint8Array(224 * 224 * 4).fill(shade % 256);
  return { name, pixels, blob: new Blob([name]), folder, groupKey: name };
}

/** Waits until every picture was looked at. */
export async function allEmbedded(app: TestApp): Promise<void> {
  await app.until(
    () => app.store.select.numWaiting.value === 0 && !app.store.state.value.embedding.isRunning,
  );
}

const noInputs: Inputs = {
  readPictures: async () => {},
  sourceFilesFromDataTransfer: async () => [],
  renderSamples: async () => {},
  openWebcam: async () => ({ problem: "notFound" }),
  listCameras: async () => [],
  pixelsFromBlob: async () => new Uint8Array(224 * 224 * 4),
  readClipboard: async () => [],
};
