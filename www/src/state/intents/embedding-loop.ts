/** Shows every picture that has no features yet to the network, a few at a time, until none is left. */
import type { Example } from "../app-state";
import { tellFeatures } from "../known-features";
import { seenPictures } from "../picture-side";
import type { Dependencies } from "./dependencies";

/** Large enough to keep the device busy, small enough that webcam frames and pausing need not wait long. */
const PICTURES_AT_ONCE = 8;

export interface EmbeddingIntents {
  /** Gives the engine back what it knew of pictures before, from the page's memory. */
  restoreKnown(): Promise<void>;
  /** Starts looking unless it is looking already. Resolves when nothing is left or it was paused. */
  wake(): Promise<void>;
  pause(): void;
  /** Resolves when nothing is being looked at any more. */
  settled(): Promise<void>;
  resume(): Promise<void>;
}

export function embeddingIntents(dependencies: Dependencies): EmbeddingIntents {
  const { store, nowMillis } = dependencies;
  let running: Promise<void> | undefined;

  const mayRun = () => {
    const { engine, embedding } = store.state.value;
    return engine.phase.at === "ready" && !embedding.isPaused;
  };

  async function run(): Promise<void> {
    store.dispatch({ type: "embeddingStarted", nowMillis: nowMillis() });
    while (mayRun()) {
      await restoreKnown(dependencies);
      const next = nextWaiting(store.state.value.examples.values());
      if (next.length === 0 || !(await embedBatch(dependencies, next))) break;
    }
    store.dispatch({ type: "embeddingStopped" });
  }

  async function wake(): Promise<void> {
    if (!mayRun()) return;
    if (nextWaiting(store.state.value.examples.values()).length === 0) return running;
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  }

  return {
    restoreKnown: () => restoreKnown(dependencies),
    wake,
    settled: async () => running,
    pause: () => store.dispatch({ type: "embeddingPaused", isPaused: true }),
    resume() {
      store.dispatch({ type: "embeddingPaused", isPaused: false });
      return wake();
    },
  };
}

/** Features that the engine will not have are computed anew. */
async function restoreKnown({ store, client, pictureData }: Dependencies): Promise<void> {
  const missing = [...store.state.value.examples.values()].filter((example) => !example.isEmbedded);
  pictureData.forget(
    await tellFeatures(
      client,
      pictureData,
      missing.map(({ id }) => id),
    ),
  );
}

/** False when the engine could not; whoever hears of that restarts it and wakes the loop again. */
async function embedBatch(dependencies: Dependencies, examples: readonly Example[]): Promise<boolean> {
  const { store, client, nowMillis } = dependencies;
  const readable = await withPixels(dependencies, examples);
  if (readable.length === 0) return true;
  const seen = seenPictures(
    readable.map(({ pixels }) => pixels),
    store.state.value.plan.pictureSide,
  );
  const begin = nowMillis();
  const exampleIds = readable.map(({ example }) => example.id);
  const event = await client.send({ kind: "embed", exampleIds, ...seen });
  if (event.kind !== "embedded") return false;
  store.dispatch({ type: "embeddingTimed", millisPerPicture: (nowMillis() - begin) / readable.length });
  return true;
}

/** A stored picture that cannot be decoded any more is taken out and named, instead of stopping the rest. */
async function withPixels({ store, pictureData, inputs }: Dependencies, examples: readonly Example[]) {
  const readable: { example: Example; pixels: Uint8Array }[] = [];
  for (const example of examples) {
    const pixels = pictureData.takePixels(example.id) ?? (await inputs.pixelsFromBlob(example.blob));
    if (pixels) readable.push({ example, pixels });
    else {
      store.dispatch({ type: "picturesDeleted", exampleIds: [example.id] });
      store.dispatch({ type: "filesRefused", refusals: [{ name: example.name, reason: "damaged" }] });
    }
  }
  return readable;
}

function nextWaiting(examples: Iterable<Example>): Example[] {
  const waiting: Example[] = [];
  for (const example of examples) {
    if (example.isEmbedded) continue;
    waiting.push(example);
    if (waiting.length === PICTURES_AT_ONCE) break;
  }
  return waiting;
}
