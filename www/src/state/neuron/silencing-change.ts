/** What changes about each class when channels are silent. */

export interface ClassChange {
  classId: number;
  before: number;
  after: number;
}

/** In the order of the engine's answer. */
export function classChanges(silencing: {
  classIds: readonly number[];
  before: readonly number[];
  after: readonly number[];
}): ClassChange[] {
  const { classIds, before, after } = silencing;
  return classIds.map((classId, index) => ({
    classId,
    before: before[index] ?? 0,
    after: after[index] ?? 0,
  }));
}

/** The class whose probability changes most. */
export function largestChange(changes: readonly ClassChange[]): ClassChange | undefined {
  const size = ({ before, after }: ClassChange) => Math.abs(after - before);
  return changes.reduce<ClassChange | undefined>(
    (largest, change) => (largest && size(largest) >= size(change) ? largest : change),
    undefined,
  );
}
