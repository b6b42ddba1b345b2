/** Teaches the head once with one seed, as pressing Train does, and gives its accuracy on the other pictures. */
import type { EngineClient } from "../engine/client";
import type { EngineCommand, EngineError, LabelledExample, Side } from "../engine/protocol";
import type { LearningPlan } from "../state/app-state";
import type { DrawnFrom } from "./choose-shots";

export interface Lesson {
  examples: readonly DrawnFrom[];
  numClasses: number;
  plan: LearningPlan;
  /** Examples without a side are left out; without this map the engine draws the sides. */
  sides: ReadonlyMap<number, Side> | undefined;
}

export type Taught = { kind: "taught"; accuracy: number } | { kind: "failed"; error: EngineError };

export async function teach(client: Pick<EngineClient, "send">, lesson: Lesson): Promise<Taught> {
  const commands: EngineCommand[] = [
    {
      kind: "setDataset",
      classIds: Array.from({ length: lesson.numClasses }, (_, index) => index + 1),
      examples: labelledExamples(lesson),
      settings: lesson.plan.settings,
    },
    // The same classes keep their head, and each seed is to begin anew.
    { kind: "resetHead" },
    ...Array.from({ length: lesson.plan.epochs }, () => ({ kind: "trainEpoch" }) as const),
  ];
  let accuracy = Number.NaN;
  for (const command of commands) {
    const event = await client.send(command);
    if (event.kind === "failed") return { kind: "failed", error: event.error };
    if (event.kind === "epochFinished") accuracy = event.report.validation?.accuracy ?? Number.NaN;
  }
  return { kind: "taught", accuracy };
}

function labelledExamples({ examples, sides }: Lesson): LabelledExample[] {
  const numbers = new Map<string, number>();
  return examples.flatMap(({ exampleId, classId, groupKey }) => {
    const side = sides?.get(exampleId);
    if (sides && !side) return [];
    const group = numbers.get(groupKey) ?? numbers.size;
    numbers.set(groupKey, group);
    return [{ exampleId, classId, group, side }];
  });
}
