/** Scenes of `learning` worth seeing. */
import type { Scene } from "./scene";

export const learningScenes: readonly Scene[] = [];
