/** Which pictures a cell of the confusion matrix counts, the surest first. */
import type { ExamplePrediction } from "../engine/protocol";
import type { AppState, Example, Training } from "./app-state";

export function cellPictures(
  cell: NonNullable<Training["selectedCell"]>,
  predictions: readonly ExamplePrediction[],
  examples: AppState["examples"],
  /** The matrix counts held-back pictures where there are any, and training pictures otherwise. */
  hasValidation: boolean,
): { example: Example; confidence: number }[] {
  const side = hasValidation ? "validation" : "training";
  const found: { example: Example; confidence: number }[] = [];
  for (const { exampleId, predictedClassId, confidence, side: predictedSide } of predictions) {
    const example = examples.get(exampleId);
    if (!example || predictedSide !== side) continue;
    if (example.classId === cell.trueClassId && predictedClassId === cell.predictedClassId) {
      found.push({ example, confidence });
    }
  }
  return found.sort((a, b) => b.confidence - a.confidence);
}
