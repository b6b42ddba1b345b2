/** The whole page on a fake engine, for looking at it without wasm: `npx vite`, then /tests/fake-page.html. */
import { render } from "preact";
import { browserInputs } from "../src/state/browser-inputs";
import { startApp } from "../src/state/start-up";
import { openWorkStore } from "../src/storage/work-store";
import "../src/style";
import { App } from "../src/views/app";
import { createFakeEngine, type FakeEngine } from "./fake-engine";
import { networkCommand } from "./fake-network";

const PACE_MILLIS: Record<string, number> = { embed: 180, classify: 40, trainEpoch: 8, receiveWeights: 150 };

let engine: FakeEngine | undefined;
const { store, intents } = startApp({
  createClient: (options) => {
    engine = createFakeEngine({ ...options, millisPerCommand: ({ kind }) => PACE_MILLIS[kind] ?? 2 });
    return engine;
  },
  openStore: openWorkStore,
  bringNetwork: async (choice, client, { onProgress } = {}) => {
    onProgress?.(1_200_000, 2_640_000);
    return { kind: "event", event: await client.send(networkCommand(choice)) };
  },
  inputs: browserInputs,
  memory: { read: () => undefined, write: () => {}, forget: () => {} },
  wish: undefined,
  appearance: "system",
  rememberAppearance: () => {},
  isVisible: () => document.visibilityState === "visible",
  reload: () => location.reload(),
});

// For whoever drives the page from outside.
Object.assign(globalThis, { page: { store, intents, engine } });

const place = document.getElementById("page");
if (place) render(<App app={{ select: store.select, intents }} />, place);
