/** What an earlier visit left behind, checked before the state believes it. */
import {
  defaultAugmentation,
  defaultTuningSettings,
  type EpochReport,
  type Schedule,
  type ScheduleShape,
  type TrainingSettings,
  type TuningSettings,
} from "../engine/protocol";
import type { SavedWork } from "../storage/saved-work";
import type { LoadedWork } from "./actions";
import type { Example, LearnerClass, LearningPlan, RatePlan, StoppingPlan } from "./app-state";
import { DEFAULT_PLAN } from "./default-settings";
import { choiceFromSaved } from "./network/network-state";
import { sideFromSaved } from "./picture-side";
import { PILE_ID } from "./unlabelled/pile";
import type { Teaching } from "./unlabelled/unlabelled-state";

export function loadedWork(work: SavedWork, nameForLostClass: (number: number) => string): LoadedWork {
  const examples: Example[] = work.examples.map((stored) => ({ ...stored, isEmbedded: false }));
  const classes: LearnerClass[] = [...(work.project?.classes ?? [])];
  // A picture whose class was not written any more gets one back: no picture is lost.
  for (const { classId } of examples) {
    if (classId === PILE_ID || classes.some((item) => item.id === classId)) continue;
    classes.push({ id: classId, name: nameForLostClass(classes.length + 1), colour: classes.length });
  }
  return {
    classes,
    examples,
    plan: planFromSaved(work.project?.settings),
    history: work.head ? historyFromSaved(work.project?.details) : [],
    schedule: work.head ? scheduleFromSaved(work.project?.details) : undefined,
    teaching: teachingFromSaved(work.project?.details),
    network: isRecord(work.project?.details) ? choiceFromSaved(work.project.details.network) : undefined,
  };
}

function teachingFromSaved(details: unknown): Teaching | undefined {
  if (!isRecord(details) || !isRecord(details.teaching)) return undefined;
  const { weight, labels } = details.teaching;
  if (typeof weight !== "number" || !(weight > 0 && weight <= 1) || !Array.isArray(labels)) return undefined;
  const isLabel = (entry: unknown): entry is [number, number] =>
    Array.isArray(entry) && entry.length === 2 && entry.every(Number.isSafeInteger);
  return { weight, labels: new Map(labels.filter(isLabel)) };
}

/** Anything that is not of the right type falls back to its default. */
export function planFromSaved(saved: unknown): LearningPlan | undefined {
  if (!isRecord(saved) || !isRecord(saved.settings)) return undefined;
  const { settings } = saved;
  const defaults = DEFAULT_PLAN.settings;
  const numberOf = (key: keyof TrainingSettings, fallback: number) => {
    const value = settings[key];
    return typeof value === "number" && Number.isFinite(value) ? value : fallback;
  };
  const { optimiser, balanceClasses, hiddenUnits } = settings;
  const isKnown =
    optimiser === "sgd" || optimiser === "nesterov" || optimiser === "adam" || optimiser === "adamW";
  return {
    epochs: typeof saved.epochs === "number" && saved.epochs >= 1 ? saved.epochs : DEFAULT_PLAN.epochs,
    settings: {
      optimiser: isKnown ? optimiser : defaults.optimiser,
      learningRate: numberOf("learningRate", defaults.learningRate),
      weightDecay: numberOf("weightDecay", defaults.weightDecay),
      batchSize: numberOf("batchSize", defaults.batchSize),
      labelSmoothing: numberOf("labelSmoothing", defaults.labelSmoothing),
      balanceClasses: typeof balanceClasses === "boolean" ? balanceClasses : defaults.balanceClasses,
      hiddenUnits: typeof hiddenUnits === "number" ? hiddenUnits : undefined,
      tuning: tuningFromSaved(settings.tuning),
      // Belongs to one run, and is kept with the curves.
      schedule: undefined,
      validationFraction: numberOf("validationFraction", defaults.validationFraction),
      seed: numberOf("seed", defaults.seed),
    },
    rates: ratesFromSaved(saved.rates),
    stopping: stoppingFromSaved(saved.stopping),
    pictureSide: sideFromSaved(saved.pictureSide),
  };
}

function ratesFromSaved(saved: unknown): RatePlan {
  const { rates } = DEFAULT_PLAN;
  if (!isRecord(saved)) return rates;
  const { shape, warmUpEpochs } = saved;
  return {
    shape: isShape(shape) ? shape : rates.shape,
    warmUpEpochs: isWhole(warmUpEpochs) ? warmUpEpochs : rates.warmUpEpochs,
  };
}

function stoppingFromSaved(saved: unknown): StoppingPlan {
  if (!isRecord(saved)) return DEFAULT_PLAN.stopping;
  const { isOn, patience } = saved;
  return { isOn: isOn === true, patience: isWhole(patience) && patience >= 1 ? patience : undefined };
}

export function scheduleFromSaved(details: unknown): Schedule | undefined {
  if (!isRecord(details) || !isRecord(details.schedule)) return undefined;
  const { shape, firstEpoch, epochs, warmUpEpochs } = details.schedule;
  if (!isShape(shape) || !isWhole(firstEpoch) || !isWhole(epochs) || !isWhole(warmUpEpochs)) return undefined;
  return warmUpEpochs < epochs ? { shape, firstEpoch, epochs, warmUpEpochs } : undefined;
}

function isShape(value: unknown): value is ScheduleShape {
  return value === "constant" || value === "step" || value === "cosine";
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

export function tuningFromSaved(saved: unknown): TuningSettings | undefined {
  if (!isRecord(saved)) return undefined;
  const { augmentation } = saved;
  // What was kept before there was stochastic depth learned without it.
  const defaults = { ...defaultTuningSettings, stochasticDepth: 0, augmentation: undefined };
  return {
    ...withSavedNumbers(defaults, saved),
    fromScratch: saved.fromScratch === true,
    batchNormLearns: saved.batchNormLearns === true,
    augmentation: isRecord(augmentation)
      ? {
          ...withSavedNumbers(defaultAugmentation, augmentation),
          flip: augmentation.flip === true,
          freshEachEpoch: augmentation.freshEachEpoch === true,
          blackBeyondEdge: augmentation.blackBeyondEdge === true,
        }
      : undefined,
  };
}

/** The numbers of `saved` in place of those of `defaults`; everything else stays. */
function withSavedNumbers<Settings extends object>(
  defaults: Settings,
  saved: Record<string, unknown>,
): Settings {
  const entries = Object.entries(defaults).map(([key, value]) => {
    const other = saved[key];
    const isUsable = typeof value === "number" && typeof other === "number" && Number.isFinite(other);
    return [key, isUsable ? other : value];
  });
  return Object.fromEntries(entries) as Settings;
}

export function historyFromSaved(details: unknown): EpochReport[] {
  if (!isRecord(details) || !Array.isArray(details.history)) return [];
  return details.history.filter(isReport);
}

function isReport(value: unknown): value is EpochReport {
  if (!isRecord(value) || typeof value.epoch !== "number") return false;
  const { training, validation, classIds, confusion } = value;
  return (
    isScores(training) &&
    (validation === undefined || isScores(validation)) &&
    Array.isArray(classIds) &&
    Array.isArray(confusion) &&
    confusion.length === classIds.length ** 2
  );
}

function isScores(value: unknown): boolean {
  return (
    isRecord(value) && ["loss", "accuracy", "numExamples"].every((key) => typeof value[key] === "number")
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
