/** Measures how well the page's own engine learns a folder of classes: embed once, then teach once a seed. */
import { createEngineClient, type EngineClient } from "../engine/client";
import { fastestCpuBuild } from "../engine/engine-build";
import type { EngineError } from "../engine/protocol";
import { downloadWeights } from "../engine/weights-download";
import { backboneWeightsUrl } from "../engine/weights-url";
import { DEFAULT_PLAN } from "../state/default-settings";
import { text } from "../text";
import { chooseDevices } from "./choose-devices";
import { chooseShots, type DrawnFrom } from "./choose-shots";
import { embedFolder } from "./embed-folder";
import type { EvaluationProgress, EvaluationRequest, EvaluationResult } from "./evaluation";
import { teach } from "./teach";
import { tuningSettings } from "./tuning-settings";

/** Of the pictures, when no number of shots is given. */
const HELD_BACK_SHARE = 0.2;

export async function evaluate(
  request: EvaluationRequest,
  onProgress: (progress: EvaluationProgress) => void,
): Promise<EvaluationResult> {
  const client = createEngineClient({
    onEvent: () => {},
    onStopped: () => {},
    build: request.device === "gpu" ? "gpu" : fastestCpuBuild(),
  });
  try {
    const obstacle = await startEngine(client, request, onProgress);
    if (obstacle) return obstacle;
    const totalFiles = request.classes.reduce((sum, { files }) => sum + files.length, 0);
    const { examples, pixels, refusals, error } = await embedFolder(
      client,
      { classes: request.classes, side: request.side, keepsPixels: request.tuning !== undefined },
      (doneFiles) => onProgress({ step: "embedding", doneFiles, totalFiles }),
    );
    if (error) return failedWith(error);
    const emptyClass = request.classes.find(
      (_, index) => !examples.some(({ classId }) => classId === index + 1),
    );
    if (emptyClass) return { kind: "classTooSmall", className: emptyClass.name, numPictures: 0 };
    const lessons = await teachAllSeeds(client, request, examples, pixels, onProgress);
    if (lessons.kind !== "taught") return lessons;
    return {
      kind: "measured",
      measurement: {
        accuracies: lessons.accuracies,
        headAccuracies: lessons.headAccuracies,
        settings: { ...planWithSeed(request.seeds[0] ?? 1).settings, tuning: tuningSettings(request.tuning) },
        epochs: DEFAULT_PLAN.epochs,
        numPictures: examples.length,
        numLeftOut: lessons.numLeftOut,
        refusals: refusals.map(({ name, reason }) => ({
          path: name,
          sentence: text.problems.refusal(reason),
        })),
        device: request.device,
      },
    };
  } finally {
    client.terminate();
  }
}

async function startEngine(
  client: EngineClient,
  { device, tuning }: EvaluationRequest,
  onProgress: (progress: EvaluationProgress) => void,
): Promise<EvaluationResult | undefined> {
  const weights = await downloadWeights(backboneWeightsUrl, client, {
    onProgress: (receivedBytes, totalBytes) => onProgress({ step: "downloading", receivedBytes, totalBytes }),
  });
  if (weights.kind === "problem") {
    const { problem } = weights;
    const status = problem.code === "httpStatus" ? problem.status : undefined;
    const reason = problem.code === "httpStatus" ? "missing" : "interrupted";
    return { kind: "failed", sentence: text.problems.problem({ kind: "downloadFailed", reason, status }) };
  }
  if (weights.event.kind === "failed") return failedWith(weights.event.error);
  const chosen = await chooseDevices(client, device, tuning !== undefined);
  if (chosen.kind === "failed") return failedWith(chosen.error);
  if (chosen.kind !== "gpuRefused") return undefined;
  return {
    kind: "failed",
    sentence: text.problems.deviceReason({ because: "refused", refusal: chosen.reason }),
  };
}

type AllTaught = { kind: "taught"; accuracies: number[]; headAccuracies: number[]; numLeftOut: number };

async function teachAllSeeds(
  client: EngineClient,
  request: EvaluationRequest,
  examples: readonly DrawnFrom[],
  pixels: ReadonlyMap<number, Uint8Array>,
  onProgress: (progress: EvaluationProgress) => void,
): Promise<AllTaught | Exclude<EvaluationResult, { kind: "measured" }>> {
  const { classes, shots, seeds } = request;
  const result: AllTaught = { kind: "taught", accuracies: [], headAccuracies: [], numLeftOut: 0 };
  const settings = tuningSettings(request.tuning);
  const tuning = settings && request.tuning && { ...request.tuning, settings, pixels };
  for (const seed of seeds) {
    const drawing = shots === undefined ? undefined : chooseShots(examples, shots, seed);
    if (drawing?.kind === "classTooSmall") {
      const className = classes[drawing.classId - 1]?.name ?? "";
      return { kind: "classTooSmall", className, numPictures: drawing.numPictures };
    }
    result.numLeftOut = Math.max(result.numLeftOut, drawing?.numLeftOut ?? 0);
    const taught = await teach(client, {
      examples,
      numClasses: classes.length,
      plan: planWithSeed(seed),
      sides: drawing?.sides,
      tuning,
    });
    if (taught.kind === "failed") return failedWith(taught.error);
    result.accuracies.push(taught.accuracy);
    result.headAccuracies.push(taught.headAccuracy);
    const { accuracy, headAccuracy } = taught;
    const [doneSeeds, totalSeeds] = [result.accuracies.length, seeds.length];
    onProgress({ step: "training", doneSeeds, totalSeeds, headAccuracy, accuracy });
  }
  return result;
}

function planWithSeed(seed: number) {
  return {
    ...DEFAULT_PLAN,
    settings: { ...DEFAULT_PLAN.settings, validationFraction: HELD_BACK_SHARE, seed },
  };
}

function failedWith(error: EngineError): { kind: "failed"; sentence: string } {
  return { kind: "failed", sentence: text.problems.problem({ kind: "engine", error }) };
}
