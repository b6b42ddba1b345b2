/** Trains two heads from the start in an engine of their own: without the supposed pictures, and with them. */
import type { AnsweringEngine } from "../../engine/client";
import type { fastestCpuBuild } from "../../engine/engine-build";
import type { EpochReport, ExamplePrediction, Side } from "../../engine/protocol";
import type { AppState } from "../app-state";
import type { datasetCommand } from "../dataset-command";
import { EngineStopped, expectEvent } from "../expected-event";
import type { Dependencies } from "../intents/dependencies";
import type { sendWithPictures } from "../intents/show-needed";
import type { tellFeatures } from "../known-features";
import { runSchedule } from "../rate-schedule";
import type { Compared, Comparison, Teaching, Trial } from "./unlabelled-state";

type TrialName = "without" | "with";

export interface PageTools {
  datasetCommand: typeof datasetCommand;
  fastestCpuBuild: typeof fastestCpuBuild;
  sendWithPictures: typeof sendWithPictures;
  tellFeatures: typeof tellFeatures;
}

export interface ComparisonParts {
  dependencies: Dependencies;
  tools: PageTools;
  teaching: Teaching;
  /** Hears how it goes. */
  tell(comparison: Comparison): void;
  signal: AbortSignal;
}

/** Ends by itself, by its signal, or by an engine that refuses to go on. */
export async function compareHeads({ dependencies, tools, teaching, tell, signal }: ComparisonParts) {
  tell({ at: "starting" });
  const engine = dependencies.client.startCandidate(tools.fastestCpuBuild());
  signal.addEventListener("abort", () => engine.end());
  const say = (comparison: Comparison) => {
    if (!signal.aborted) tell(comparison);
  };
  try {
    const ready = await dependencies.bringNetwork(engine, { signal });
    if (ready.kind === "problem") throw new EngineStopped(undefined);
    const { backbone } = expectEvent(ready.event, "backboneReady");
    // Taken at one moment: what the learner does from now on changes nothing here.
    const app = headOnly(dependencies.store.state.value);
    // Features of another network, which took over meanwhile, would mean nothing to this one.
    if (backbone.fingerprint !== app.engine.backbone?.fingerprint) throw new EngineStopped(undefined);
    await tools.tellFeatures(engine, dependencies.pictureData, app.examples.keys());
    const onEpoch = (trial: TrialName, doneEpochs: number) =>
      say({ at: "running", trial, doneEpochs, epochs: app.training.epoch });
    const trials: Trials = { engine, tools, onEpoch };
    say({ at: "compared", result: await bothTrials(trials, app, teaching) });
  } catch (cause) {
    if (!(cause instanceof EngineStopped)) throw cause;
    say({ at: "failed", error: cause.error });
  } finally {
    engine.end();
  }
}

interface Trials {
  engine: AnsweringEngine;
  tools: PageTools;
  onEpoch(trial: TrialName, doneEpochs: number): void;
}

async function bothTrials(trials: Trials, app: AppState, teaching: Teaching): Promise<Compared> {
  const without = await runTrial(trials, "without", withTeaching(app, undefined));
  // The very same split, whatever else there is to learn from.
  const sides = new Map(without.sides);
  const examples = new Map(
    [...app.examples].map(([id, example]) => {
      const side = sides.get(id) ?? example.side;
      if (side) sides.set(id, side);
      return [id, { ...example, side }];
    }),
  );
  const second = await runTrial(trials, "with", withTeaching({ ...app, examples }, teaching));
  for (const [id, side] of second.sides) sides.set(id, side);
  return {
    teaching,
    epochs: app.training.epoch,
    numChecked: without.numChecked,
    without: without.trial,
    with: second.trial,
    numBetter: [...second.right].filter((id) => !without.right.has(id)).length,
    numWorse: [...without.right].filter((id) => !second.right.has(id)).length,
    sides,
    revision: app.datasetRevision,
  };
}

interface TrialEnd {
  trial: Trial;
  sides: ReadonlyMap<number, Side>;
  /** Held-back pictures that it gets right. */
  right: ReadonlySet<number>;
  numChecked: number;
}

/** As many epochs as the learner's own head has had, from a head that knows nothing. */
async function runTrial(trials: Trials, name: TrialName, app: AppState): Promise<TrialEnd> {
  const { engine, tools, onEpoch } = trials;
  const { sides } = expectEvent(await engine.send(tools.datasetCommand(app)), "datasetReady");
  expectEvent(await engine.send({ kind: "resetHead" }), "headReset");
  const history: EpochReport[] = [];
  while (history.length < app.training.epoch) {
    onEpoch(name, history.length);
    history.push(expectEvent(await engine.send({ kind: "trainEpoch" }), "epochFinished").report);
  }
  const { predictions } = expectEvent(await engine.send({ kind: "predictExamples" }), "examplesPredicted");
  const { head } = expectEvent(await engine.send({ kind: "exportHead" }), "headExported");
  const checked = predictions.filter(({ side }) => side === "validation");
  const isRight = ({ exampleId, predictedClassId }: ExamplePrediction) =>
    app.examples.get(exampleId)?.classId === predictedClassId;
  const right = new Set(checked.filter(isRight).map(({ exampleId }) => exampleId));
  return {
    trial: { numRight: right.size, head, history },
    sides: new Map(sides.map(({ exampleId, side }) => [exampleId, side])),
    right,
    numChecked: checked.length,
  };
}

/** As one run from the beginning; blocks would have to see every picture anew for a difference that is about labels. */
function headOnly(app: AppState): AppState {
  const { plan, training } = app;
  const fresh = { ...training, epoch: 0, targetEpoch: training.epoch, schedule: undefined };
  return {
    ...app,
    plan: { ...plan, settings: { ...plan.settings, tuning: undefined } },
    training: { ...training, schedule: runSchedule({ plan, training: fresh }) },
  };
}

function withTeaching(app: AppState, teaching: Teaching | undefined): AppState {
  return { ...app, unlabelled: { ...app.unlabelled, teaching } };
}
