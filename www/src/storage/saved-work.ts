/** What is kept of a learner's work, and the check that every record passes when it comes back. */

/** Everything but the pictures: small, and written as a whole. */
export interface SavedProject {
  /** In the learner's order. */
  classes: SavedClass[];
  /** The state's own business; whoever loads it checks it. Must survive a structured clone. */
  settings: unknown;
  details: unknown;
}

export interface SavedClass {
  id: number;
  name: string;
  /** Place in the palette. */
  colour: number;
}

export interface StoredExample {
  id: number;
  classId: number;
  name: string;
  blob: Blob;
  groupKey: string;
  /** Kept once drawn, so that a picture once trained on is never validated on. */
  side: "training" | "validation" | undefined;
  addedAtMillis: number;
}

export type ExampleChange = Pick<StoredExample, "id"> & Partial<Omit<StoredExample, "id">>;

/**
 * A trained head, in the shape in which the engine gives it. Declared again, because this folder stands before
 * `engine/`; should the two drift apart, whoever passes one for the other no longer compiles.
 */
export interface StoredHead {
  fingerprint: string;
  classIds: number[];
  epoch: number;
  /** Absent for a linear head. */
  hidden: StoredLayer | undefined;
  output: StoredLayer;
  /** What learned behind the head; absent while that is as it came. */
  tail: StoredTail | undefined;
}

/** What was learned with a network that does not look any more. */
export interface ParkedHead {
  head: StoredHead;
  /** The state's own business; whoever loads it checks it. Must survive a structured clone. */
  details: unknown;
}

export interface StoredTail {
  firstLayer: number;
  layers: StoredLayer[];
}

export interface StoredLayer {
  weight: Float32Array;
  bias: Float32Array;
}

/** One example's features under one backbone. */
export interface StoredFeatures {
  fingerprint: string;
  exampleId: number;
  values: Float32Array;
}

/** The features of many examples, row by row: `[exampleIds.length, featureLength]`. */
export interface FeatureRows {
  exampleIds: number[];
  features: Float32Array;
  featureLength: number;
}

export interface SavedWork {
  project: SavedProject | undefined;
  /** In the order in which they were added. */
  examples: StoredExample[];
  head: StoredHead | undefined;
  /** Records that were there, but made no sense. They are left alone, not deleted. */
  numSkipped: number;
}

export const NO_FEATURES: FeatureRows = { exampleIds: [], features: new Float32Array(0), featureLength: 0 };

/** A project without its broken classes; they count as skipped. */
export function projectFromRecord(
  record: unknown,
): { project: SavedProject; numSkipped: number } | undefined {
  if (!isRecord(record) || !Array.isArray(record.classes)) return undefined;
  const seen = new Set<number>();
  const classes: SavedClass[] = [];
  for (const item of record.classes as unknown[]) {
    if (!isSavedClass(item) || seen.has(item.id)) continue;
    seen.add(item.id);
    classes.push({ id: item.id, name: item.name, colour: item.colour });
  }
  const { settings, details } = record;
  return { project: { classes, settings, details }, numSkipped: record.classes.length - classes.length };
}

export function exampleFromRecord(record: unknown): StoredExample | undefined {
  if (!isRecord(record)) return undefined;
  const { id, classId, name, blob, groupKey, side, addedAtMillis } = record;
  if (!isId(id) || !isId(classId) || typeof name !== "string" || typeof groupKey !== "string")
    return undefined;
  if (!(blob instanceof Blob) || blob.size === 0) return undefined;
  if (side !== undefined && side !== "training" && side !== "validation") return undefined;
  if (typeof addedAtMillis !== "number") return undefined;
  return { id, classId, name, blob, groupKey, side, addedAtMillis };
}

export function featuresFromRecord(record: unknown): StoredFeatures | undefined {
  if (!isRecord(record)) return undefined;
  const { fingerprint, exampleId, values } = record;
  if (typeof fingerprint !== "string" || !isId(exampleId) || !isFinite32(values)) return undefined;
  return values.length === 0 ? undefined : { fingerprint, exampleId, values };
}

export function headFromRecord(record: unknown): StoredHead | undefined {
  if (!isRecord(record)) return undefined;
  const { fingerprint, classIds, epoch, hidden, output, tail } = record;
  if (typeof fingerprint !== "string" || !isId(epoch)) return undefined;
  if (!Array.isArray(classIds) || !classIds.every(isId)) return undefined;
  if (!isStoredLayer(output) || output.bias.length !== classIds.length) return undefined;
  if (tail !== undefined && !isStoredTail(tail)) return undefined;
  if (hidden === undefined) return { fingerprint, classIds, epoch, hidden, output, tail };
  if (!isStoredLayer(hidden) || hidden.bias.length * output.bias.length !== output.weight.length)
    return undefined;
  return { fingerprint, classIds, epoch, hidden, output, tail };
}

export function parkedFromRecord(record: unknown): ParkedHead | undefined {
  const head = isRecord(record) ? headFromRecord(record.head) : undefined;
  return head && isRecord(record) ? { head, details: record.details } : undefined;
}

/** One row each; rows of another length than most belong to something else and are left out. */
export function featureRows(records: StoredFeatures[]): FeatureRows {
  const featureLength = records[0]?.values.length ?? 0;
  const usable = records.filter((record) => record.values.length === featureLength);
  const features = new Float32Array(usable.length * featureLength);
  for (const [row, { values }] of usable.entries()) features.set(values, row * featureLength);
  return { exampleIds: usable.map((record) => record.exampleId), features, featureLength };
}

/** The other way round. Gives nothing when the rows do not come out even. */
export function recordsFromRows(
  fingerprint: string,
  exampleIds: number[],
  features: Float32Array,
): StoredFeatures[] {
  const featureLength = features.length / exampleIds.length;
  if (!Number.isInteger(featureLength) || featureLength === 0) return [];
  return exampleIds.map((exampleId, row) => ({
    fingerprint,
    exampleId,
    // A copy: a view would drag the whole array along into every record.
    values: features.slice(row * featureLength, (row + 1) * featureLength),
  }));
}

function isSavedClass(value: unknown): value is SavedClass {
  return isRecord(value) && isId(value.id) && typeof value.name === "string" && isId(value.colour);
}

function isStoredLayer(value: unknown): value is StoredLayer {
  if (!isRecord(value) || !isFinite32(value.weight) || !isFinite32(value.bias)) return false;
  return value.bias.length > 0 && value.weight.length > 0 && value.weight.length % value.bias.length === 0;
}

function isStoredTail(value: unknown): value is StoredTail {
  if (!isRecord(value) || !isId(value.firstLayer) || !Array.isArray(value.layers)) return false;
  return value.layers.length > 0 && value.layers.every(isStoredLayer);
}

function isFinite32(value: unknown): value is Float32Array {
  return value instanceof Float32Array && value.every(Number.isFinite);
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
