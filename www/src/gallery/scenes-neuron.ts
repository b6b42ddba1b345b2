/** Scenes of `neuron` worth seeing. */
import type { Scene } from "./scene";

export const neuronScenes: readonly Scene[] = [];
