/** Teaches once with one seed, as pressing Train does, and gives the accuracy on the other pictures. */
import type { EngineClient } from "../engine/client";
import type {
  EngineCommand,
  EngineError,
  LabelledExample,
  ScheduleShape,
  Side,
  TuningSettings,
} from "../engine/protocol";
import { sideOfSquare } from "../inputs/average-square";
import type { LearningPlan } from "../state/app-state";
import { picturesAtOnce } from "../state/intents/show-needed";
import type { DrawnFrom } from "./choose-shots";

export interface Lesson {
  examples: readonly DrawnFrom[];
  numClasses: number;
  plan: LearningPlan;
  /** Examples without a side are left out; without this map the engine draws the sides. */
  sides: ReadonlyMap<number, Side> | undefined;
  /** What comes after the head has learned alone. */
  tuning: TuningLesson | undefined;
}

export interface TuningLesson {
  settings: TuningSettings;
  epochs: number;
  schedule: ScheduleShape;
  /** RGBA, as it was embedded. */
  pixels: ReadonlyMap<number, Uint8Array>;
}

export type Taught =
  | { kind: "taught"; accuracy: number; headAccuracy: number }
  | { kind: "failed"; error: EngineError };

type Engine = Pick<EngineClient, "send">;

export async function teach(engine: Engine, lesson: Lesson): Promise<Taught> {
  const { plan, tuning } = lesson;
  const head = await taughtBy(
    engine,
    [
      datasetCommand(lesson, undefined),
      // The same classes keep their head, and each seed is to begin anew.
      { kind: "resetHead" },
      ...Array.from({ length: plan.epochs }, () => ({ kind: "trainEpoch" }) as const),
    ],
    new Map(),
    plan,
  );
  if (head.kind === "failed") return head;
  const headAccuracy = head.accuracy;
  if (!tuning) return { kind: "taught", accuracy: headAccuracy, headAccuracy };
  // Pictures that are only checked are looked at anew after every epoch, and only what the last one says is asked for.
  const { sides } = lesson;
  const begins = sides ? [datasetCommand(withoutChecked(lesson, sides), tuning)] : [];
  const tuned = await taughtBy(
    engine,
    [
      ...begins,
      ...Array.from({ length: begins.length * (tuning.epochs - 1) }, () => ({ kind: "trainEpoch" }) as const),
      datasetCommand(lesson, tuning),
      ...Array.from(
        { length: tuning.epochs - begins.length * (tuning.epochs - 1) },
        () => ({ kind: "trainEpoch" }) as const,
      ),
    ],
    tuning.pixels,
    plan,
  );
  return tuned.kind === "failed" ? tuned : { ...tuned, headAccuracy };
}

function withoutChecked(lesson: Lesson, sides: ReadonlyMap<number, Side>): Lesson {
  return { ...lesson, sides: new Map([...sides].filter(([, side]) => side === "training")) };
}

type Outcome = { kind: "taught"; accuracy: number } | { kind: "failed"; error: EngineError };

/** The accuracy after the last epoch. */
async function taughtBy(
  engine: Engine,
  commands: readonly EngineCommand[],
  pixels: ReadonlyMap<number, Uint8Array>,
  { settings: { batchSize } }: LearningPlan,
): Promise<Outcome> {
  let accuracy = Number.NaN;
  for (const command of commands) {
    let event = await engine.send(command);
    while (event.kind === "failed" && event.error.code === "picturesNeeded") {
      const error = await showPictures(engine, event.error.exampleIds, pixels, batchSize);
      if (error) return { kind: "failed", error };
      event = await engine.send(command);
    }
    if (event.kind === "failed") return { kind: "failed", error: event.error };
    if (event.kind === "epochFinished") accuracy = event.report.validation?.accuracy ?? Number.NaN;
  }
  return { kind: "taught", accuracy };
}

async function showPictures(
  engine: Engine,
  needed: readonly number[],
  pixels: ReadonlyMap<number, Uint8Array>,
  batchSize: number,
): Promise<EngineError | undefined> {
  const atOnce = picturesAtOnce(needed.length, batchSize);
  for (let start = 0; start < needed.length; start += atOnce) {
    const exampleIds = needed.slice(start, start + atOnce);
    const pictures = exampleIds.map((id) => pixels.get(id) ?? new Uint8Array());
    const shown = new Uint8Array(pictures.reduce((sum, picture) => sum + picture.length, 0));
    let offset = 0;
    for (const picture of pictures) {
      shown.set(picture, offset);
      offset += picture.length;
    }
    const side = sideOfSquare(pictures[0] ?? shown);
    const event = await engine.send({ kind: "showPictures", exampleIds, pixels: shown, side });
    if (event.kind === "failed") return event.error;
  }
  return undefined;
}

function datasetCommand(lesson: Lesson, tuning: TuningLesson | undefined): EngineCommand {
  const { epochs: firstEpoch, settings } = lesson.plan;
  const schedule = tuning && {
    shape: tuning.schedule,
    firstEpoch,
    epochs: tuning.epochs,
    warmUpEpochs: 0,
  };
  return {
    kind: "setDataset",
    classIds: Array.from({ length: lesson.numClasses }, (_, index) => index + 1),
    examples: labelledExamples(lesson),
    settings: { ...settings, tuning: tuning?.settings, schedule },
  };
}

function labelledExamples({ examples, sides }: Lesson): LabelledExample[] {
  const numbers = new Map<string, number>();
  return examples.flatMap(({ exampleId, classId, groupKey }) => {
    const side = sides?.get(exampleId);
    if (sides && !side) return [];
    const group = numbers.get(groupKey) ?? numbers.size;
    numbers.set(groupKey, group);
    return [{ exampleId, classId, group, side, weight: undefined }];
  });
}
