/** Follows the state and writes what changed to the browser's storage, so that no intent has to think of it. */
import { effect } from "@preact/signals";
import type { ExampleChange, StoredExample } from "../storage/saved-work";
import type { WorkStore } from "../storage/work-store";
import type { AppState, Example } from "./app-state";
import { keptChoice } from "./network/network-state";
import type { PictureData } from "./picture-data";
import { networkKey } from "./picture-side";
import type { Store } from "./store";

export interface KeptWork {
  /** Writes everything anew, after storage had failed. */
  keepEverything(): Promise<void>;
  stop(): void;
}

/** Curves grow with every epoch; writing them less often loses nothing that matters. */
const PROJECT_DELAY_MILLIS = 400;
const ESTIMATE_DELAY_MILLIS = 1500;
const QUIET_MILLIS = 400;

export function keepWork(
  store: Store,
  workStore: WorkStore,
  pictureData: PictureData,
  /** Identifiers whose features the storage has already. */
  storedFeatureIds: Set<number>,
): KeptWork {
  let kept = store.state.peek();
  let projectTimer: ReturnType<typeof setTimeout> | undefined;
  let estimateTimer: ReturnType<typeof setTimeout> | undefined;

  let numWriting = 0;
  let quietTimer: ReturnType<typeof setTimeout> | undefined;

  /** Says that something is being written, until nothing has been for a moment, so that the line is calm. */
  function write(work: Promise<boolean>): Promise<void> {
    numWriting += 1;
    clearTimeout(quietTimer);
    if (!store.state.peek().storage.isSaving) {
      store.dispatch({ type: "storageChanged", storage: { isSaving: true } });
    }
    return work.then(() => {
      numWriting -= 1;
      if (numWriting > 0) return;
      quietTimer = setTimeout(
        () => store.dispatch({ type: "storageChanged", storage: { isSaving: false } }),
        QUIET_MILLIS,
      );
    });
  }

  const saveProject = () => {
    clearTimeout(projectTimer);
    projectTimer = undefined;
    return write(workStore.saveProject(projectFrom(store.state.peek())));
  };

  function keepExamples(before: AppState, now: AppState): void {
    const added: StoredExample[] = [];
    const changed: ExampleChange[] = [];
    const embedded: number[] = [];
    for (const [id, example] of now.examples) {
      const old = before.examples.get(id);
      if (!old) added.push(storedExample(example));
      else if (old !== example && (old.classId !== example.classId || old.side !== example.side)) {
        changed.push({ id, classId: example.classId, side: example.side });
      }
      if (example.isEmbedded && !storedFeatureIds.has(id)) embedded.push(id);
    }
    const gone = [...before.examples.keys()].filter((id) => !now.examples.has(id));
    for (const id of gone) storedFeatureIds.delete(id);
    if (added.length > 0) void write(workStore.putExamples(added));
    if (changed.length > 0) void write(workStore.updateExamples(changed));
    if (gone.length > 0) void write(workStore.deleteExamples(gone));
    keepFeatures(now, embedded);
  }

  function keepFeatures(now: AppState, exampleIds: readonly number[]): void {
    const fingerprint = now.engine.backbone?.fingerprint;
    const rows = exampleIds.flatMap((id) => {
      const features = pictureData.features(id);
      return features ? [{ id, features }] : [];
    });
    const length = rows[0]?.features.length;
    if (fingerprint === undefined || length === undefined) return;
    const features = new Float32Array(rows.length * length);
    for (const [index, row] of rows.entries()) features.set(row.features, index * length);
    for (const { id } of rows) storedFeatureIds.add(id);
    const ids = rows.map(({ id }) => id);
    void write(workStore.putFeatures(networkKey(fingerprint, now.plan.pictureSide), ids, features));
  }

  function estimateSoon(): void {
    estimateTimer ??= setTimeout(async () => {
      estimateTimer = undefined;
      store.dispatch({ type: "storageChanged", storage: { usedBytes: await workStore.estimate() } });
    }, ESTIMATE_DELAY_MILLIS);
  }

  const stopFollowing = effect(() => {
    const now = store.state.value;
    const before = kept;
    kept = now;
    if (now.examples !== before.examples) {
      keepExamples(before, now);
      estimateSoon();
    }
    const isOtherTeaching = now.unlabelled.teaching !== before.unlabelled.teaching;
    const isOther = isOtherTeaching || now.network.choice !== before.network.choice;
    if (now.classes !== before.classes || now.plan !== before.plan || isOther) void saveProject();
    else if (now.training.history !== before.training.history) {
      projectTimer ??= setTimeout(saveProject, PROJECT_DELAY_MILLIS);
    }
  });

  return {
    async keepEverything() {
      storedFeatureIds.clear();
      const now = store.state.peek();
      await saveProject();
      await write(workStore.putExamples([...now.examples.values()].map(storedExample)));
      keepFeatures(now, [...now.examples.keys()]);
    },
    stop() {
      stopFollowing();
      clearTimeout(projectTimer);
      clearTimeout(estimateTimer);
      clearTimeout(quietTimer);
    },
  };
}

function projectFrom(state: AppState) {
  const { teaching } = state.unlabelled;
  return {
    classes: state.classes.map(({ id, name, colour }) => ({ id, name, colour })),
    settings: state.plan,
    details: {
      history: state.training.history,
      schedule: state.training.schedule,
      network: keptChoice(state.network.choice),
      teaching: teaching && { weight: teaching.weight, labels: [...teaching.labels] },
    },
  };
}

function storedExample({ id, classId, name, blob, groupKey, side, addedAtMillis }: Example): StoredExample {
  return { id, classId, name, blob, groupKey, side, addedAtMillis };
}
