/** What the costs of a depth depend on, gathered from the page. */
import type { LayerInfo } from "../../engine/protocol";
import type { AppState } from "../app-state";
import { isInPile, teachingPictures } from "../unlabelled/pile";
import type { CostInput } from "./cost";
import { chosenTuning } from "./deeper-state";

type NeededParts = Pick<
  AppState,
  "examples" | "plan" | "engine" | "embedding" | "trying" | "deeper" | "unlabelled"
>;

export function costInput(app: NeededParts, layers: readonly LayerInfo[], cut: number): CostInput {
  const { settings, epochs } = app.plan;
  const { augmentation } = chosenTuning(settings, app.deeper) ?? {};
  const { numTraining, numValidation } = sidesOf(app.examples, settings.validationFraction);
  return {
    layers,
    cut,
    numTraining: numTraining + teachingPictures(app).length,
    numValidation,
    // Drawn anew, each picture is seen in one way an epoch.
    variations: augmentation?.freshEachEpoch ? 0 : (augmentation?.variations ?? 0),
    batchSize: settings.batchSize,
    optimiser: settings.optimiser,
    epochs,
    millisPerPicture: cpuMillisPerPicture(app),
    gpuMillisPerPicture: gpuMillisPerPicture(app),
    measured: app.deeper.measured,
  };
}

/** Sides as they were drawn; of a picture without one, as they will be. */
function sidesOf(examples: AppState["examples"], validationFraction: number) {
  let [numTraining, numValidation, numUndrawn] = [0, 0, 0];
  for (const example of examples.values()) {
    const { side } = example;
    if (isInPile(example)) continue;
    if (side === "training") numTraining += 1;
    else if (side === "validation") numValidation += 1;
    else numUndrawn += 1;
  }
  const numHeld = Math.round(numUndrawn * validationFraction);
  return { numTraining: numTraining + numUndrawn - numHeld, numValidation: numValidation + numHeld };
}

/** As measured when the GPU was chosen. */
function gpuMillisPerPicture({ engine: { device } }: NeededParts): number | undefined {
  return device?.device === "gpu" && device.why.because === "measured" ? device.why.gpuMillis : undefined;
}

/** As measured in this visit; what the GPU took says nothing about the CPU, on which blocks learn. */
function cpuMillisPerPicture({ engine, embedding, trying }: NeededParts): number | undefined {
  const why = engine.device?.why;
  const measured = why?.because === "measured" ? why.cpuMillis : undefined;
  if (engine.device?.device === "gpu") return measured;
  return embedding.millisPerPicture ?? trying.millisPerPicture ?? measured;
}
