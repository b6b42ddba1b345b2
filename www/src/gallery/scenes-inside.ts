/** Scenes of `inside` worth seeing. */
import type { Scene } from "./scene";

export const insideScenes: readonly Scene[] = [];
