/** The store in IndexedDB. Every failure ends here, as a problem that is told. */
import type { WorkDatabase } from "./database";
import { problemFromError, type StorageProblem } from "./problem";
import {
  exampleFromRecord,
  featureRows,
  featuresFromRecord,
  headFromRecord,
  NO_FEATURES,
  parkedFromRecord,
  projectFromRecord,
  recordsFromRows,
  type SavedWork,
} from "./saved-work";
import type { WorkStore } from "./work-store";

export function createDatabaseStore(
  opened: WorkDatabase,
  reopen: () => Promise<WorkDatabase>,
  onProblem: (problem: StorageProblem) => void,
  onClose: () => void,
): WorkStore {
  let database = opened;
  let isClosed = false;
  let hasAskedToPersist = false;
  const told = new Set<StorageProblem>();

  function tell(cause: unknown): void {
    const problem = isClosedConnection(cause) ? "failed" : problemFromError(cause);
    if (told.has(problem)) return;
    told.add(problem);
    onProblem(problem);
  }

  /** Tries once more with a new connection, because a browser may close one at any time. */
  async function attempt<Result>(work: (database: WorkDatabase) => Promise<Result>): Promise<Result> {
    try {
      return await work(database);
    } catch (cause) {
      if (isClosed || !isClosedConnection(cause)) throw cause;
      database = await reopen();
      return work(database);
    }
  }

  async function write(work: (database: WorkDatabase) => Promise<unknown>): Promise<boolean> {
    try {
      await attempt(work);
      told.clear();
      return true;
    } catch (cause) {
      tell(cause);
      return false;
    }
  }

  async function read<Result>(
    work: (database: WorkDatabase) => Promise<Result>,
    otherwise: Result,
  ): Promise<Result> {
    try {
      return await attempt(work);
    } catch (cause) {
      tell(cause);
      return otherwise;
    }
  }

  /** Browsers may clear what is not marked as persistent. Asked once, when there is something to lose. */
  function askToPersist(): void {
    if (hasAskedToPersist) return;
    hasAskedToPersist = true;
    // Whatever the answer is, saving goes on the same way.
    void globalThis.navigator?.storage?.persist?.().catch(() => {});
  }

  return {
    isPersistent: true,
    reason: undefined,
    load: () => read(loadWork, { project: undefined, examples: [], head: undefined, numSkipped: 0 }),
    saveProject: (project) => write((db) => db.put("single", project, "project")),
    putExamples(examples) {
      if (examples.length > 0) askToPersist();
      return write(async (db) => {
        const { store, done } = db.transaction("examples", "readwrite");
        const requests = examples.map((example) => store.put(example));
        await finished(done, requests);
      });
    },
    updateExamples: (changes) =>
      write(async (db) => {
        const { store, done } = db.transaction("examples", "readwrite");
        const change = async (wanted: { id: number }) => {
          const before = await store.get(wanted.id);
          if (typeof before === "object" && before !== null) await store.put({ ...before, ...wanted });
        };
        await finished(done, changes.map(change));
      }),
    deleteExamples: (exampleIds) =>
      write(async (db) => {
        const transaction = db.transaction(["examples", "features"], "readwrite");
        const features = transaction.objectStore("features");
        const remove = async (id: number) => {
          await transaction.objectStore("examples").delete(id);
          const keys = await features.index("byExample").getAllKeys(id);
          await Promise.all(keys.map((key) => features.delete(key)));
        };
        await finished(transaction.done, exampleIds.map(remove));
      }),
    putFeatures(fingerprint, exampleIds, features) {
      const records = recordsFromRows(fingerprint, exampleIds, features);
      return write(async (db) => {
        const { store, done } = db.transaction("features", "readwrite");
        const requests = records.map((record) => store.put(record));
        await finished(done, requests);
      });
    },
    loadFeatures: (fingerprint) =>
      read(async (db) => {
        const range = IDBKeyRange.bound(
          [fingerprint, Number.NEGATIVE_INFINITY],
          [fingerprint, Number.POSITIVE_INFINITY],
        );
        const records = await db.getAll("features", range);
        return featureRows(records.map(featuresFromRecord).filter((record) => record !== undefined));
      }, NO_FEATURES),
    saveHead: (head) => write((db) => db.put("single", head, "head")),
    deleteHead: () => write((db) => db.delete("single", "head")),
    parkHead: (fingerprint, parked) =>
      write((db) => {
        const key = parkedKey(fingerprint);
        return parked ? db.put("single", parked, key) : db.delete("single", key);
      }),
    parkedHead: async (fingerprint) =>
      parkedFromRecord(await read((db) => db.get("single", parkedKey(fingerprint)), undefined)),
    clearAll: () =>
      write(async (db) => {
        const transaction = db.transaction(["single", "examples", "features"], "readwrite");
        const names = ["single", "examples", "features"] as const;
        const requests = names.map((name) => transaction.objectStore(name).clear());
        await finished(transaction.done, requests);
      }),
    async estimate() {
      try {
        return (await globalThis.navigator?.storage?.estimate?.())?.usage;
      } catch {
        return undefined;
      }
    },
    close() {
      isClosed = true;
      database.close();
      onClose();
    },
  };
}

function parkedKey(fingerprint: string): string {
  return `head of ${fingerprint}`;
}

async function loadWork(database: WorkDatabase): Promise<SavedWork> {
  const transaction = database.transaction(["single", "examples"]);
  const [projectRecord, headRecord, exampleRecords] = await Promise.all([
    transaction.objectStore("single").get("project"),
    transaction.objectStore("single").get("head"),
    transaction.objectStore("examples").getAll(),
    transaction.done,
  ]);
  const loaded = projectFromRecord(projectRecord);
  const head = headFromRecord(headRecord);
  const examples = exampleRecords.map(exampleFromRecord).filter((example) => example !== undefined);
  const numBroken = [
    projectRecord !== undefined && loaded === undefined,
    headRecord !== undefined && head === undefined,
  ].filter(Boolean).length;
  return {
    project: loaded?.project,
    examples: examples.sort((a, b) => a.id - b.id),
    head,
    numSkipped: numBroken + (loaded?.numSkipped ?? 0) + exampleRecords.length - examples.length,
  };
}

/**
 * When the disk is full, every request of the transaction fails with a mere "aborted", and only the transaction
 * itself tells why. A single request that is at fault tells it by itself.
 */
async function finished(done: Promise<void>, requests: Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled([done, ...requests]);
  const causes = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  if (causes.length === 0) return;
  throw causes.find((cause) => !(cause instanceof DOMException && cause.name === "AbortError")) ?? causes[0];
}

/** The name that browsers give to a transaction on a connection that was closed behind the page's back. */
function isClosedConnection(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === "InvalidStateError";
}
