/** The learner's classes and pictures as the engine wants to hear of them. */
import type { EngineCommand } from "../engine/protocol";
import type { AppState } from "./app-state";
import { isInPile, teachingPictures } from "./unlabelled/pile";

export function datasetCommand(state: AppState): Extract<EngineCommand, { kind: "setDataset" }> {
  const groups = new Map<string, number>();
  const groupNumber = (key: string) => {
    const known = groups.get(key);
    if (known !== undefined) return known;
    groups.set(key, groups.size);
    return groups.size - 1;
  };
  const usable = [...state.examples.values()].filter((example) => example.isEmbedded && !isInPile(example));
  const filled = new Set(usable.map((example) => example.classId));
  const { weight } = state.unlabelled.teaching ?? {};
  const supposed = teachingPictures(state).map(({ example, classId }) => ({
    exampleId: example.id,
    classId,
    group: groupNumber(example.groupKey),
    // Its label may be wrong, so nothing is checked on it.
    side: "training" as const,
    weight,
  }));
  return {
    kind: "setDataset",
    // A class that is only just being made must not stop the others from learning.
    classIds: state.classes.map((item) => item.id).filter((id) => filled.has(id)),
    examples: [
      ...usable.map((example) => ({
        exampleId: example.id,
        classId: example.classId,
        group: groupNumber(example.groupKey),
        side: example.side,
        weight: undefined,
      })),
      ...supposed,
    ],
    settings: { ...state.plan.settings, schedule: state.training.schedule },
  };
}

/** Which side each picture is on, for keeping beside a head that learned from that split. */
export function sidesOf(state: AppState): ReadonlyMap<number, "training" | "validation"> {
  const sides = new Map<number, "training" | "validation">();
  for (const example of state.examples.values()) if (example.side) sides.set(example.id, example.side);
  return sides;
}
