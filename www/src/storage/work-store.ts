/** Keeps the learner's work in the browser, as it comes; without storage it goes on in memory and says so. */
import { openDatabase, type WorkDatabase } from "./database";
import { createDatabaseStore } from "./database-store";
import { createMemoryStore } from "./memory-store";
import { problemFromError, type StorageProblem } from "./problem";
import type {
  ExampleChange,
  FeatureRows,
  ParkedHead,
  SavedProject,
  SavedWork,
  StoredExample,
  StoredHead,
} from "./saved-work";
import { takeWorkLock } from "./work-lock";

/**
 * No method ever rejects: what cannot be written is told to `onProblem`, and `false` is the answer. Writes are
 * done in the order of the calls.
 */
export interface WorkStore {
  /** Whether what is saved is there after a reload. */
  readonly isPersistent: boolean;
  /** Why not. */
  readonly reason: StorageReason | undefined;
  load(): Promise<SavedWork>;
  saveProject(project: SavedProject): Promise<boolean>;
  /** Adds examples, or replaces those with the same identifiers. */
  putExamples(examples: StoredExample[]): Promise<boolean>;
  /** Changes what is given; examples that are gone are passed over. */
  updateExamples(changes: ExampleChange[]): Promise<boolean>;
  /** With their features. */
  deleteExamples(exampleIds: number[]): Promise<boolean>;
  /** `features` holds one row for each identifier; it is copied. */
  putFeatures(fingerprint: string, exampleIds: number[], features: Float32Array): Promise<boolean>;
  loadFeatures(fingerprint: string): Promise<FeatureRows>;
  saveHead(head: StoredHead): Promise<boolean>;
  deleteHead(): Promise<boolean>;
  /** Lays a head aside for when its network looks again, one for each; without it, that one is dropped. */
  parkHead(fingerprint: string, parked: ParkedHead | undefined): Promise<boolean>;
  parkedHead(fingerprint: string): Promise<ParkedHead | undefined>;
  clearAll(): Promise<boolean>;
  /** Bytes in use by this page's origin, where the browser tells. */
  estimate(): Promise<number | undefined>;
  /** Lets another tab have the work. */
  close(): void;
}

/** The browser refuses storage, it broke, or another tab has the work open (two would overwrite each other). */
export type StorageReason = "refused" | "failed" | "openElsewhere";

export interface WorkStoreOptions {
  /** Told once for each kind of trouble, and again after writing has worked in between. */
  onProblem(problem: StorageProblem): void;
  open?: () => Promise<WorkDatabase>;
  takeLock?: typeof takeWorkLock;
}

/** Never rejects. */
export async function openWorkStore(options: WorkStoreOptions): Promise<WorkStore> {
  const { onProblem, open = openDatabase, takeLock = takeWorkLock } = options;
  let releaseLock = () => {};
  try {
    const database = await open();
    const lock = await takeLock();
    const store = createDatabaseStore(database, open, onProblem, () => releaseLock());
    if (lock !== undefined) {
      releaseLock = lock;
      return store;
    }
    // The work is shown as it is, but what is done with it here stays in this tab.
    const work = await store.load();
    store.close();
    return createMemoryStore("openElsewhere", work);
  } catch (cause) {
    releaseLock();
    return createMemoryStore(problemFromError(cause) === "refused" ? "refused" : "failed");
  }
}
