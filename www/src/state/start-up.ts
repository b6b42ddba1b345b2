/** Puts the page together: storage, engine, intents, and everything that follows the state. */
import type { BringNetwork } from "../engine/bring-network";
import type { EngineClient, EngineClientOptions } from "../engine/client";
import type { SavedWork } from "../storage/saved-work";
import type { WorkStore, WorkStoreOptions } from "../storage/work-store";
import { text } from "../text";
import type { Appearance, TrainingBackup } from "./app-state";
import type { DeviceMemory, DeviceWish } from "./choose-device";
import { sidesOf } from "./dataset-command";
import { followDeeper } from "./deeper/follow-deeper";
import { followExplain } from "./explain/follow-explain";
import { forgetPictures } from "./forget-pictures";
import { followInside } from "./inside/follow-inside";
import { createIntents, type Intents } from "./intents";
import type { Dependencies, Inputs } from "./intents/dependencies";
import { type KeptWork, keepWork } from "./keep-work";
import { followLearning } from "./learning/follow-learning";
import { loadedWork } from "./load-work";
import { lookAgainAfterTraining } from "./look-again";
import { followNeuron } from "./neuron/follow-neuron";
import { createPictureData, type PictureData } from "./picture-data";
import { atChosenSide, networkKey } from "./picture-side";
import { createRecovery, type Recovery } from "./recovery";
import { createStore, type Store } from "./store";

/** What the page needs of the world; tests and the gallery give it another one. */
export interface World {
  createClient(options: EngineClientOptions): EngineClient;
  openStore(options: WorkStoreOptions): Promise<WorkStore>;
  /** The standard network is on its way already, and kept for the next engine. */
  bringNetwork: BringNetwork;
  inputs: Inputs;
  memory: DeviceMemory;
  wish: DeviceWish;
  appearance: Appearance;
  rememberAppearance(appearance: Appearance): void;
  /** A hidden tab is neither drawn nor hurried. */
  isVisible(): boolean;
  reload(): void;
}

export interface RunningApp {
  store: Store;
  intents: Intents;
  /** Resolves when the first start of the engine has come to an end, good or bad. */
  started: Promise<void>;
  stop(): void;
}

export function startApp(world: World): RunningApp {
  const store = createStore();
  const pictureData = createPictureData();
  store.dispatch({ type: "appearanceChanged", appearance: world.appearance });
  // Worker, weights and storage are all loaded at the same time; parts that need each other meet here.
  let recovery: Recovery | undefined;
  let keeper: KeptWork | undefined;
  let workStore: WorkStore | undefined;
  const client = world.createClient({
    onEvent(event, command) {
      if (event.kind === "embedded") keepFeatureRows(pictureData, event.exampleIds, event.features);
      store.dispatch({ type: "engineSaid", event, command });
      if (event.kind === "failed") recovery?.onFailed(event.error);
    },
    onStopped: (stop) => recovery?.onStopped(stop),
  });
  const keyOf = (fingerprint: string) => networkKey(fingerprint, store.state.peek().plan.pictureSide);
  const dependencies: Dependencies = {
    store,
    client,
    pictureData,
    inputs: atChosenSide(world.inputs, store),
    bringNetwork: (engine, { choice = store.state.peek().network.choice, ...options } = {}) =>
      world.bringNetwork(choice, engine, options),
    async keepHead(head) {
      await (head ? workStore?.saveHead(head) : workStore?.deleteHead());
    },
    async parkHead(fingerprint, parked) {
      await workStore?.parkHead(keyOf(fingerprint), parked);
    },
    parkedHead: async (fingerprint) => workStore?.parkedHead(keyOf(fingerprint)),
    nowMillis: () => performance.now(),
    dateMillis: () => Date.now(),
    waitMillis: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
    isVisible: world.isVisible,
  };
  const intents = createIntents(
    dependencies,
    {
      start: async () => recovery?.start(),
      gpu: async () => recovery?.retryGpu(),
      keepEverything: async () => keeper?.keepEverything(),
      reload: async () => world.reload(),
    },
    world.rememberAppearance,
    () => recovery?.network,
  );
  const storedFeatureIds = new Set<number>();
  /** The network whose features the page holds, and at which side. */
  let featuresOf: string | undefined;
  recovery = createRecovery(
    {
      dependencies,
      embedding: intents.embedding,
      training: intents.training,
      memory: world.memory,
      loadFeatures: async (fingerprint) => {
        const key = keyOf(fingerprint);
        if (featuresOf !== key) pictureData.forgetFeatures();
        featuresOf = key;
        storedFeatureIds.clear();
        const rows = await workStore?.loadFeatures(key);
        if (!rows) return;
        keepFeatureRows(pictureData, rows.exampleIds, rows.features);
        for (const id of rows.exampleIds) storedFeatureIds.add(id);
      },
    },
    world.wish,
  );
  const stopForgetting = forgetPictures(store, client, pictureData);
  const stopLooking = lookAgainAfterTraining(store, intents.trying);
  const stopFollowing = [followInside, followNeuron, followExplain, followLearning, followDeeper].map(
    (follow) => follow(dependencies),
  );

  async function openWork(): Promise<TrainingBackup | undefined> {
    workStore = await openStore(world, store);
    const work = await workStore.load();
    store.dispatch({ type: "workLoaded", work: loadedWork(work, text.collect.newClassName) });
    keeper = keepWork(store, workStore, pictureData, storedFeatureIds);
    void tellUsedBytes(workStore);
    return backupFrom(work, store);
  }

  async function tellUsedBytes(opened: WorkStore): Promise<void> {
    store.dispatch({ type: "storageChanged", storage: { usedBytes: await opened.estimate() } });
  }

  return {
    store,
    intents,
    started: recovery.start(openWork()),
    stop() {
      keeper?.stop();
      stopForgetting();
      stopLooking();
      for (const stop of stopFollowing) stop();
      workStore?.close();
      client.terminate();
    },
  };
}

async function openStore(world: World, store: Store): Promise<WorkStore> {
  const workStore = await world.openStore({
    onProblem(problem) {
      const kind = ({ full: "storageFull", refused: "storageRefused", failed: "storageFailed" } as const)[
        problem
      ];
      store.dispatch({ type: "problemHappened", problem: { kind } });
    },
  });
  if (workStore.reason !== undefined) {
    const kind = workStore.reason === "openElsewhere" ? "storageElsewhere" : "storageRefused";
    store.dispatch({ type: "storageChanged", storage: { notKept: { kind } } });
    store.dispatch({ type: "problemHappened", problem: { kind } });
  }
  return workStore;
}

function backupFrom(work: SavedWork, store: Store) {
  if (!work.head) return undefined;
  const state = store.state.value;
  const { history, schedule } = state.training;
  // A run with a schedule goes on to where that ends.
  const end = schedule ? schedule.firstEpoch + schedule.epochs : 0;
  const targetEpoch = Math.max(end, state.plan.epochs);
  return { head: work.head, history, sides: sidesOf(state), targetEpoch, schedule };
}

function keepFeatureRows(
  pictureData: PictureData,
  exampleIds: readonly number[],
  features: Float32Array,
): void {
  const length = features.length / Math.max(1, exampleIds.length);
  for (const [row, id] of exampleIds.entries()) {
    pictureData.keepFeatures(id, features.slice(row * length, (row + 1) * length));
  }
}
