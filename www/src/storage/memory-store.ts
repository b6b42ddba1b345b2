/** The store for when the browser keeps nothing: everything works, until the tab is closed. */
import {
  featureRows,
  type ParkedHead,
  recordsFromRows,
  type SavedProject,
  type SavedWork,
  type StoredExample,
  type StoredFeatures,
  type StoredHead,
} from "./saved-work";
import type { StorageReason, WorkStore } from "./work-store";

export function createMemoryStore(reason: StorageReason, before?: SavedWork): WorkStore {
  let project: SavedProject | undefined = before?.project;
  let head: StoredHead | undefined = before?.head;
  const numSkipped = before?.numSkipped ?? 0;
  const examples = new Map<number, StoredExample>(before?.examples.map((example) => [example.id, example]));
  const features = new Map<string, Map<number, StoredFeatures>>();
  const parkedHeads = new Map<string, ParkedHead>();
  const done = Promise.resolve(true);

  return {
    isPersistent: false,
    reason,
    load: async () => ({ project, examples: [...examples.values()], head, numSkipped }),
    saveProject(saved) {
      project = saved;
      return done;
    },
    putExamples(added) {
      for (const example of added) examples.set(example.id, example);
      return done;
    },
    updateExamples(changes) {
      for (const change of changes) {
        const example = examples.get(change.id);
        if (example !== undefined) examples.set(change.id, { ...example, ...change });
      }
      return done;
    },
    deleteExamples(exampleIds) {
      for (const id of exampleIds) {
        examples.delete(id);
        for (const rows of features.values()) rows.delete(id);
      }
      return done;
    },
    putFeatures(fingerprint, exampleIds, values) {
      const rows = features.get(fingerprint) ?? new Map<number, StoredFeatures>();
      for (const record of recordsFromRows(fingerprint, exampleIds, values))
        rows.set(record.exampleId, record);
      features.set(fingerprint, rows);
      return done;
    },
    loadFeatures: async (fingerprint) => featureRows([...(features.get(fingerprint)?.values() ?? [])]),
    saveHead(saved) {
      head = saved;
      return done;
    },
    deleteHead() {
      head = undefined;
      return done;
    },
    parkHead(fingerprint, parked) {
      if (parked) parkedHeads.set(fingerprint, parked);
      else parkedHeads.delete(fingerprint);
      return done;
    },
    parkedHead: async (fingerprint) => parkedHeads.get(fingerprint),
    clearAll() {
      project = undefined;
      head = undefined;
      examples.clear();
      features.clear();
      parkedHeads.clear();
      return done;
    },
    estimate: async () => undefined,
    close() {},
  };
}
