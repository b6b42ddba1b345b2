/** What the network supposes of the pile, at the threshold and in the order that the learner chose. */
import type { ExamplePrediction } from "../../engine/protocol";
import type { AppState, Example, LearnerClass } from "../app-state";
import { isInPile } from "./pile";

export interface SupposedPicture {
  example: Example;
  classId: number;
  /** Of the class, 0 to 1. */
  probability: number;
}

export interface SupposedClass {
  item: LearnerClass;
  pictures: readonly SupposedPicture[];
}

export interface Supposed {
  /** In the learner's order; classes of which nothing is supposed are left out. */
  classes: readonly SupposedClass[];
  /** Pictures that the network was asked about. */
  numKnown: number;
  numSupposed: number;
  /** Pictures of whose class the network is less sure than the threshold. */
  numUnsure: number;
  numRejected: number;
}

type NeededParts = Pick<AppState, "examples" | "classes" | "unlabelled">;

export function supposedOnView({ examples, classes, unlabelled }: NeededParts): Supposed {
  const { predictions = [], threshold, order, rejectedIds } = unlabelled;
  const known = predictions.flatMap((prediction) => pictureOf(prediction, examples, classes));
  const open = known.filter(({ example }) => !rejectedIds.has(example.id));
  const sure = open.filter(({ probability }) => probability >= threshold);
  const sign = order === "leastSure" ? 1 : -1;
  sure.sort(
    (one, other) => sign * (one.probability - other.probability) || one.example.id - other.example.id,
  );
  const byClass = classes.map((item) => ({
    item,
    pictures: sure.filter(({ classId }) => classId === item.id),
  }));
  return {
    classes: byClass.filter(({ pictures }) => pictures.length > 0),
    numKnown: known.length,
    numSupposed: sure.length,
    numUnsure: open.length - sure.length,
    numRejected: known.length - open.length,
  };
}

/** Nothing for a picture or a class that is gone since. */
function pictureOf(
  { exampleId, predictedClassId, confidence }: ExamplePrediction,
  examples: AppState["examples"],
  classes: AppState["classes"],
): SupposedPicture[] {
  const example = examples.get(exampleId);
  if (!example || !isInPile(example) || !classes.some(({ id }) => id === predictedClassId)) return [];
  return [{ example, classId: predictedClassId, probability: confidence }];
}

/** As they would teach. */
export function supposedLabels({ classes }: Supposed): Map<number, number> {
  return new Map(
    classes.flatMap(({ pictures }) => pictures.map(({ example, classId }) => [example.id, classId] as const)),
  );
}
