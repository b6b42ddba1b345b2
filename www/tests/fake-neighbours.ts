/** The fake engine's vote of the most similar pictures. */
import type { EngineEvent, LabelledExample, Side } from "../src/engine/protocol";

type Sided = LabelledExample & { side: Side };

export function neighboursMeasured(
  examples: readonly Sided[],
  classIds: readonly number[],
  features: ReadonlyMap<number, Float32Array>,
  neighbours: number,
): EngineEvent {
  const confusion = new Array<number>(classIds.length ** 2).fill(0);
  const checked = examples.filter(({ side }) => side === "validation");
  const known = examples.filter(({ side }) => side === "training");
  let numRight = 0;
  for (const { exampleId, classId } of checked) {
    const own = features.get(exampleId) ?? new Float32Array();
    const nearest = known
      .map((example) => ({ example, distance: distance(own, features.get(example.exampleId)) }))
      .toSorted((one, other) => one.distance - other.distance)
      .slice(0, neighbours);
    const votes = classIds.map((id) => nearest.filter(({ example }) => example.classId === id).length);
    const said = votes.indexOf(Math.max(...votes));
    const cell = classIds.indexOf(classId) * classIds.length + said;
    confusion[cell] = (confusion[cell] ?? 0) + 1;
    if (classIds[said] === classId) numRight += 1;
  }
  const numExamples = checked.length;
  const accuracy = numRight / Math.max(1, numExamples);
  return { kind: "neighboursMeasured", report: { neighbours, accuracy, numExamples, confusion } };
}

function distance(one: Float32Array, other: Float32Array | undefined): number {
  return one.reduce((sum, value, index) => sum + (value - (other?.[index] ?? 0)) ** 2, 0);
}
