/** Tells an engine the features that the page knows already, a few hundred pictures at a time. */
import type { AnsweringEngine } from "../engine/client";
import type { PictureData } from "./picture-data";

/** Features are small; a message of this many stays below two megabytes. */
const FEATURES_AT_ONCE = 256;

/** Pictures that the page knows no features of are left out. Gives those that the engine would not have. */
export async function tellFeatures(
  engine: AnsweringEngine,
  pictureData: PictureData,
  exampleIds: Iterable<number>,
): Promise<number[]> {
  const known: { id: number; features: Float32Array }[] = [];
  for (const id of exampleIds) {
    const features = pictureData.features(id);
    if (features) known.push({ id, features });
  }
  const refused: number[] = [];
  for (let start = 0; start < known.length; start += FEATURES_AT_ONCE) {
    const some = known.slice(start, start + FEATURES_AT_ONCE);
    const length = some[0]?.features.length ?? 0;
    const rows = new Float32Array(some.length * length);
    for (const [row, { features }] of some.entries()) rows.set(features.subarray(0, length), row * length);
    const ids = some.map(({ id }) => id);
    const event = await engine.send({ kind: "restoreFeatures", exampleIds: ids, features: rows });
    if (event.kind !== "featuresRestored") refused.push(...ids);
    // A dead engine says nothing about the features, and there is no point in telling it more.
    if (event.kind === "failed" && event.error.code === "panicked") return [];
  }
  return refused;
}
