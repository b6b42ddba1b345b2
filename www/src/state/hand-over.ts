/** Puts a second engine in the place of the one in use, between two commands, with everything that one knows. */
import { effect } from "@preact/signals";
import type { AnsweringEngine, EngineCandidate } from "../engine/client";
import type { AppState, DeviceChoice, GpuSearch } from "./app-state";
import { reachableIds } from "./forget-pictures";
import type { Dependencies } from "./intents/dependencies";
import type { TakeStep } from "./intents/show-needed";
import type { DatasetCommand, TrainingIntents } from "./intents/training-intents";
import { tellFeatures } from "./known-features";

export interface HandOver {
  dependencies: Dependencies;
  training: TrainingIntents;
  candidate: EngineCandidate;
  /** Says that the engine in use is gone; the candidate has ended then. */
  signal: AbortSignal;
  say(search: GpuSearch): void;
  /** How blocks that learn take their steps in the candidate. */
  takeStep: TakeStep;
}

/** Takes as long as training goes on. False when one of the two engines has gone away. */
export async function handOver(parts: HandOver, choice: DeviceChoice): Promise<boolean> {
  const { dependencies, candidate, signal, say } = parts;
  const { client, store } = dependencies;
  const chosen = await candidate.send({ kind: "chooseBackboneDevice", device: choice.device });
  if (chosen.kind !== "backboneDeviceChosen") return false;
  const told: Told = { exampleIds: new Set(), dataset: undefined };
  // Nearly all there is to tell is told while the other engine still works, so that the change takes but a moment.
  if (!(await tellNews(parts, told))) return false;
  for (;;) {
    if (!isAtRest(store.state.value)) say("waiting");
    await untilAtRest(dependencies, signal);
    if (signal.aborted) return false;
    const result = await client.alone(async (engine) => {
      if (!isAtRest(store.state.value)) return "later";
      const isTaught = (await tellNews(parts, told)) && (await tellHead(parts, engine));
      if (!isTaught || !engine.giveWayTo(candidate)) return "failed";
      // In the same moment, so that whatever goes wrong from now on is known to be the GPU's.
      store.dispatch({ type: "deviceChosen", choice });
      parts.training.stepLike(parts.takeStep);
      return "done";
    });
    if (result !== "later") return result === "done";
  }
}

/** What the candidate has heard already. */
interface Told {
  exampleIds: Set<number>;
  dataset: DatasetCommand | undefined;
}

/** Between two runs of training and not in the middle of an epoch, whose batches the other engine would not know. */
function isAtRest({ training }: AppState): boolean {
  return !training.isBusy && !training.isWanted && training.batch === undefined;
}

function untilAtRest({ store }: Dependencies, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let stop: (() => void) | undefined;
    const finish = () => {
      signal.removeEventListener("abort", finish);
      resolve();
      // Not from within the effect itself, which has not been handed out the first time that it runs.
      queueMicrotask(() => stop?.());
    };
    signal.addEventListener("abort", finish);
    stop = effect(() => {
      if (isAtRest(store.state.value) || signal.aborted) finish();
    });
  });
}

/** What the candidate has not heard yet: new features, pictures that are gone for good, and another dataset. */
async function tellNews({ dependencies, training, candidate }: HandOver, told: Told): Promise<boolean> {
  const { store, pictureData } = dependencies;
  // Taken at the same moment as the pictures, so that it names none that are not told.
  const dataset = training.toldDataset();
  const reachable = reachableIds(store.state.value);
  const isNews = (id: number) => !told.exampleIds.has(id) && pictureData.features(id) !== undefined;
  const news = [...reachable].filter(isNews);
  const refused = await tellFeatures(candidate, pictureData, news);
  for (const id of news) told.exampleIds.add(id);
  const gone = [...told.exampleIds].filter((id) => !reachable.has(id));
  if (gone.length > 0) await candidate.send({ kind: "forgetExamples", exampleIds: gone });
  for (const id of gone) told.exampleIds.delete(id);
  if (refused.length > 0) return false;
  if (dataset === undefined || dataset === told.dataset) return true;
  const ready = await candidate.send(dataset);
  told.dataset = dataset;
  return ready.kind === "datasetReady";
}

/** With the blocks that have learned, which are part of what is kept of a head. */
async function tellHead({ training, candidate }: HandOver, engine: AnsweringEngine): Promise<boolean> {
  if (training.toldDataset() === undefined) {
    // Nothing was learned, or nothing that could be asked for; the next epoch tells the pictures anew.
    training.forgetEngine();
    return true;
  }
  const exported = await engine.send({ kind: "exportHead" });
  if (exported.kind !== "headExported") return false;
  const imported = await candidate.send({ kind: "importHead", head: exported.head });
  return imported.kind === "headImported";
}
