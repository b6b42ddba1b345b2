/** Scenes of `explain` worth seeing. */
import type { Scene } from "./scene";

export const explainScenes: readonly Scene[] = [];
