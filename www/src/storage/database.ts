/** The layout of the page's database, and opening it. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";

export const DATABASE_NAME = "afterimage";

/** Raise it with every change of layout, and add the step from the version before to `upgrade`. */
const DATABASE_VERSION = 1;

/** Values are `unknown` on purpose: whatever comes back is checked. */
export interface WorkSchema extends DBSchema {
  /** Under one key each: `project`, `head`, and the head that was left with each network, by its fingerprint. */
  single: { key: string; value: unknown };
  examples: { key: number; value: unknown };
  features: { key: [string, number]; value: unknown; indexes: { byExample: number } };
}

export type WorkDatabase = IDBPDatabase<WorkSchema>;

/** Rejects where the browser has no storage or does not give any. */
export async function openDatabase(): Promise<WorkDatabase> {
  if (typeof indexedDB === "undefined") throw new DOMException("no IndexedDB", "NotAllowedError");
  return openDB<WorkSchema>(DATABASE_NAME, DATABASE_VERSION, {
    upgrade(database, oldVersion) {
      if (oldVersion < 1) {
        database.createObjectStore("single");
        database.createObjectStore("examples", { keyPath: "id" });
        const features = database.createObjectStore("features", { keyPath: ["fingerprint", "exampleId"] });
        features.createIndex("byExample", "exampleId");
      }
    },
    blocking(_currentVersion, _blockedVersion, event) {
      // A newer page in another tab wants to change the layout; this one lets go.
      (event.target as IDBDatabase).close();
    },
  });
}
