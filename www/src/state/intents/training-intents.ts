/** Training is pulled: one epoch is asked for at a time, and pausing is not asking for the next. */
import type {
  EngineCommand,
  EngineEvent,
  EpochReport,
  SavedHead,
  TrainingSettings,
} from "../../engine/protocol";
import type { RatePlan, StoppedEarly, StoppingPlan, Training, TrainingBackup } from "../app-state";
import { earlyStop } from "../best-epoch";
import { datasetCommand, sidesOf } from "../dataset-command";
import { continuesRun, type DeeperAction } from "../deeper/deeper-state";
import { DEFAULT_PLAN } from "../default-settings";
import { shareOfEpoch } from "../epoch-share";
import { runSchedule } from "../rate-schedule";
import { trainingBlock } from "../training-block";
import type { Dependencies } from "./dependencies";
import { createGoingBack } from "./going-back";
import { neededPictures, sendSurely, sendWithPictures, type TakeStep } from "./show-needed";

export interface TrainingIntents {
  /** Trains to the target, or once more as far when the target was reached. */
  train(): Promise<void>;
  pause(): void;
  stepBatch(): Promise<void>;
  stepEpoch(): Promise<void>;
  reset(): Promise<void>;
  /** Trains the head alone to its target, and then what the learner chose. */
  trainHeadFirst(): Promise<void>;
  /** What everything is like now, for coming back to it; nothing when nothing was learned. */
  exportBackup(): Promise<TrainingBackup | undefined>;
  /** To an epoch that is remembered; undo leads back from there. */
  goBackToEpoch(epoch: number): Promise<void>;
  /** Puts a kept head, its curves and its split back in place; false when the engine would not have it. */
  bringBack(backup: TrainingBackup): Promise<boolean>;
  changeSettings(change: Partial<TrainingSettings>): void;
  changeEpochs(epochs: number): void;
  changeRates(change: Partial<RatePlan>): void;
  changeStopping(change: Partial<StoppingPlan>): void;
  resetPlan(): void;
  selectCell(cell: Training["selectedCell"]): Promise<void>;
  /** What the engine knew is gone; the next epoch tells it the dataset anew. */
  forgetEngine(): void;
  /** An engine that knows as much has taken over, in which blocks take their steps like this. */
  stepLike(takeStep: TakeStep): void;
  /** Another network looks from now on: whatever was learned belongs to the one before. */
  leaveNetwork(): void;
  /** What the engine was told to learn from, as far as it is still there: for telling another engine. */
  toldDataset(): DatasetCommand | undefined;
  /** The newest head that the page holds, with what belongs to it. */
  backup(): TrainingBackup | undefined;
}

export type DatasetCommand = Extract<EngineCommand, { kind: "setDataset" }>;
type DatasetReady = Extract<EngineEvent, { kind: "datasetReady" }>;

/** A crash costs at most this many epochs. */
const EPOCHS_BETWEEN_SAVES = 5;

/** Where an epoch takes this long, not even one of them should be lost. */
const LONG_EPOCH_MILLIS = 2000;

/** Faster than this, curves would be redrawn more often than anyone can see. */
const SHORTEST_EPOCH_MILLIS = 40;

export function trainingIntents(dependencies: Dependencies): TrainingIntents {
  const { store, client, nowMillis, waitMillis } = dependencies;
  let sentRevision: number | undefined;
  /** The dataset that the engine has, with the sides that it drew. */
  let sentDataset: DatasetCommand | undefined;
  let keptHead: SavedHead | undefined;
  let running: Promise<void> | undefined;
  /** What an epoch has taken that was paused in its middle. */
  let begunMillis = 0;
  /** Absent where blocks learn on the CPU and nowhere else. */
  let takeStep: TakeStep | undefined;
  /** The dataset of which the engine has seen every picture: what it is shown later is shown in every epoch. */
  let seenRevision: number | undefined;

  const state = () => store.state.value;
  const send = (command: EngineCommand) => sendSurely(client.send, command);

  /** Tells the engine about the pictures when they changed; false when it cannot go on. */
  async function prepareDataset(): Promise<boolean> {
    planRates();
    if (sentRevision === state().datasetRevision) return true;
    if (!(await sendDataset())) return false;
    // A head that had to begin anew has another run before it.
    return planRates() ? sendDataset() : true;
  }

  /** Gives the run its schedule, unless it has it already; true when it has another one now. */
  function planRates(): boolean {
    const schedule = runSchedule(state());
    if (schedule === state().training.schedule) return false;
    store.dispatch({ type: "scheduleSet", schedule });
    return true;
  }

  async function sendDataset(): Promise<boolean> {
    const revision = state().datasetRevision;
    const command = datasetCommand(state());
    if (command.classIds.length < 2) return false;
    const event = await send(command);
    if (event.kind !== "datasetReady") return false;
    sentRevision = revision;
    sentDataset = withDrawnSides(command, event);
    return true;
  }

  /** Where blocks of the network learn an epoch takes seconds, so it is asked for in small steps. */
  async function untilEpochEnds(
    mayPause: boolean,
    onShown: (millis: number) => void,
  ): Promise<EngineEvent | undefined> {
    const isDeep = state().plan.settings.tuning !== undefined;
    const mayGoOn = () => !mayPause || state().training.isWanted;
    const begin = nowMillis();
    let shownMillis = 0;
    const hear = (millis: number) => {
      shownMillis += millis;
      onShown(millis);
    };
    while (mayGoOn()) {
      const kind = isDeep ? "trainBatch" : "trainEpoch";
      const options = { mayGoOn, onShown: hear, send: isDeep ? takeStep : undefined };
      const event = await sendWithPictures(dependencies, { kind }, options);
      if (neededPictures(event)) {
        // Told to stop, or a picture is gone and the engine has to be told so first.
        if (!mayGoOn() || sentRevision !== state().datasetRevision) return undefined;
        if (event.kind === "failed")
          store.dispatch({ type: "problemHappened", problem: { kind: "engine", error: event.error } });
        return event;
      }
      if (event.kind !== "batchFinished" && event.kind !== "picturesLookedAt") return event;
      const share = shareOfEpoch(state().training);
      const millis = begunMillis + nowMillis() - begin - shownMillis;
      if (share > 0) store.dispatch({ type: "epochPaced", millis: millis / share });
    }
    return undefined;
  }

  /** A run may be paused in the middle of an epoch; a single step is done as a whole. */
  async function trainEpoch(mayPause: boolean): Promise<boolean> {
    if (!(await prepareDataset())) return false;
    const begin = nowMillis();
    let shownMillis = 0;
    const event = await untilEpochEnds(mayPause, (millis) => {
      shownMillis += millis;
    });
    const isSeenOnce = seenRevision !== sentRevision;
    const elapsedMillis = begunMillis + nowMillis() - begin - (isSeenOnce ? shownMillis : 0);
    // In the middle of an epoch, which goes on from there.
    begunMillis = event === undefined ? elapsedMillis : 0;
    if (event === undefined) return true;
    if (event.kind !== "epochFinished") return false;
    seenRevision = sentRevision;
    store.dispatch({
      type: "epochTimed",
      millis: Math.max(elapsedMillis, SHORTEST_EPOCH_MILLIS),
      learnedRevision: sentRevision,
    });
    const isDue = event.report.epoch % EPOCHS_BETWEEN_SAVES === 0;
    if (isDue || elapsedMillis > LONG_EPOCH_MILLIS) await keepHead();
    await goingBack.noteEpoch();
    if (state().training.selectedCell) await sendWithPictures(dependencies, { kind: "predictExamples" });
    // A hidden tab is not drawn, and its timers are slowed down: there it goes on at once.
    if (dependencies.isVisible() && elapsedMillis < SHORTEST_EPOCH_MILLIS) {
      await waitMillis(SHORTEST_EPOCH_MILLIS - elapsedMillis);
    }
    return true;
  }

  async function keepHead(): Promise<SavedHead | undefined> {
    const event = await send({ kind: "exportHead" });
    if (event.kind !== "headExported") return undefined;
    keptHead = event.head;
    await dependencies.keepHead(event.head, state().training.history);
    return event.head;
  }

  const goingBack = createGoingBack({
    dependencies,
    keptHead: () => keptHead,
    exportBackup,
    putBack,
    keepHead,
  });

  /** Every run begins with a picture of how everything was, unless it goes on with the one before. */
  async function beginRun(): Promise<void> {
    const { deeper, plan, training } = state();
    const last = deeper.runs.at(-1);
    if (last && continuesRun(last, plan.settings, training.epoch)) return;
    // What was kept last is often just that, and exporting a whole network takes its time.
    const isKept = keptHead?.epoch === training.epoch && training.batch === undefined;
    const backup = keptHead && isKept ? backupOf(keptHead) : await exportBackup();
    const before = backup && { ...backup, targetEpoch: backup.head.epoch, schedule: undefined };
    tellDeeper({ type: "runBegun", beganAtMillis: dependencies.dateMillis(), before });
  }

  const tellDeeper = (action: DeeperAction) => store.dispatch({ type: "deeper", action });

  async function run(): Promise<void> {
    store.dispatch({ type: "trainingBusy", isBusy: true });
    await beginRun();
    let isWell = true;
    while (isWell && state().training.isWanted && state().training.epoch < state().training.targetEpoch) {
      isWell = await trainEpoch(true);
      const stop = isWell && state().training.batch === undefined ? earlyStop(state()) : undefined;
      if (!stop) continue;
      isWell = await goBackTo(stop.keptEpoch, stop);
      break;
    }
    store.dispatch({ type: "trainingPaused" });
    if (isWell && state().training.epoch > 0) await keepHead();
    if (isWell && state().training.epoch >= state().training.targetEpoch) tellDeeper({ type: "runEnded" });
    store.dispatch({ type: "trainingBusy", isBusy: false });
  }

  async function goBackTo(epoch: number, stopped: StoppedEarly | undefined): Promise<boolean> {
    begunMillis = 0;
    return goingBack.goBackTo(epoch, stopped);
  }

  function forgetEngine(): void {
    sentRevision = undefined;
    seenRevision = undefined;
    begunMillis = 0;
    sentDataset = undefined;
    takeStep = undefined;
  }

  /** Steps and runs share one lane, so that two clicks never ask twice at once. */
  function inLane(work: () => Promise<void>): Promise<void> {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function step(work: () => Promise<void>): Promise<void> {
    if (trainingBlock(state()) || running) return running;
    return inLane(async () => {
      store.dispatch({ type: "trainingBusy", isBusy: true });
      await work();
      store.dispatch({ type: "trainingBusy", isBusy: false });
    });
  }

  /** In the lane, so that nothing is trained or asked between the dataset and the head that belongs to it. */
  async function bringBack(backup: TrainingBackup): Promise<boolean> {
    while (running) await running;
    let isBack = false;
    await inLane(async () => {
      store.dispatch({ type: "trainingBusy", isBusy: true });
      isBack = await putBack(backup);
      store.dispatch({ type: "trainingBusy", isBusy: false });
    });
    return isBack;
  }

  async function putBack(backup: TrainingBackup): Promise<boolean> {
    const history = backup.history.filter((report: EpochReport) => report.epoch <= backup.head.epoch);
    const fitting = { ...backup, history };
    store.dispatch({ type: "trainingBroughtBack", backup: fitting });
    // Kept before the engine has it: whoever closes the page now still finds it at the next visit.
    const keeping = dependencies.keepHead(backup.head, history);
    if (!(await sendDataset())) return false;
    const event = await client.send({ kind: "importHead", head: backup.head });
    if (event.kind !== "headImported") return false;
    keptHead = backup.head;
    // The engine began with a fresh head for this dataset, which cleared the curves.
    store.dispatch({ type: "trainingBroughtBack", backup: fitting });
    sentRevision = state().datasetRevision;
    await keeping;
    return true;
  }

  async function train(): Promise<void> {
    if (trainingBlock(state())) return;
    // A step or a head on its way back comes first; a run that is already going on is joined.
    if (!state().training.isWanted && state().training.isBusy) await running;
    const { epoch, targetEpoch } = state().training;
    const { epochs } = state().plan;
    store.dispatch({
      type: "trainingWanted",
      targetEpoch: epoch >= targetEpoch ? epoch + epochs : targetEpoch,
    });
    return inLane(run);
  }

  function changeSettings(change: Partial<TrainingSettings>): void {
    const { plan } = state();
    store.dispatch({ type: "planChanged", plan: { ...plan, settings: { ...plan.settings, ...change } } });
  }

  return {
    train,
    async trainHeadFirst() {
      const { tuning } = state().plan.settings;
      if (!tuning || trainingBlock(state())) return train();
      changeSettings({ tuning: undefined });
      tellDeeper({ type: "headFirst", tuning });
      await train();
      // Absent when the learner chose something else meanwhile.
      const { headFirst } = state().deeper;
      if (!headFirst) return;
      const { hasHead, epoch, targetEpoch } = state().training;
      changeSettings({ tuning: headFirst });
      if (hasHead && epoch >= targetEpoch) await train();
    },
    pause: () => store.dispatch({ type: "trainingPaused" }),
    stepBatch: () =>
      step(async () => {
        await beginRun();
        const own = state().plan.settings.tuning && takeStep;
        if (await prepareDataset())
          await sendWithPictures(dependencies, { kind: "trainBatch" }, { send: own });
      }),
    stepEpoch: () =>
      step(async () => {
        await beginRun();
        if (await trainEpoch(false)) await keepHead();
      }),
    async reset() {
      store.dispatch({ type: "trainingPaused" });
      await running;
      const backup = await exportBackup();
      await send({ kind: "resetHead" });
      keptHead = undefined;
      store.dispatch({ type: "trainingReset", backup });
      await dependencies.keepHead(undefined, []);
    },
    bringBack,
    async goBackToEpoch(epoch) {
      store.dispatch({ type: "trainingPaused" });
      while (running) await running;
      if (epoch < 1 || epoch >= state().training.epoch) return;
      await inLane(async () => {
        store.dispatch({ type: "trainingBusy", isBusy: true });
        await goBackTo(epoch, undefined);
        store.dispatch({ type: "trainingBusy", isBusy: false });
      });
    },
    async exportBackup() {
      // What is asked for in the middle of an epoch is how it was in the middle of an epoch.
      while (running) await running;
      return exportBackup();
    },
    changeSettings,
    changeEpochs: (epochs) => store.dispatch({ type: "planChanged", plan: { ...state().plan, epochs } }),
    changeRates(change) {
      const { plan } = state();
      store.dispatch({ type: "planChanged", plan: { ...plan, rates: { ...plan.rates, ...change } } });
    },
    changeStopping(change) {
      const { plan } = state();
      store.dispatch({ type: "planChanged", plan: { ...plan, stopping: { ...plan.stopping, ...change } } });
    },
    resetPlan() {
      // At another side pictures would have to be looked at anew: that has a field of its own.
      const { pictureSide } = state().plan;
      const isStandard = pictureSide === DEFAULT_PLAN.pictureSide;
      const plan = isStandard ? DEFAULT_PLAN : { ...DEFAULT_PLAN, pictureSide };
      store.dispatch({ type: "planChanged", plan });
    },
    async selectCell(cell) {
      store.dispatch({ type: "cellSelected", cell });
      if (cell) await sendWithPictures(dependencies, { kind: "predictExamples" });
    },
    forgetEngine,
    stepLike(own) {
      takeStep = own;
      // Pictures that the engine before has seen are shown to this one once more.
      seenRevision = undefined;
    },
    leaveNetwork() {
      forgetEngine();
      keptHead = undefined;
      goingBack.forget();
    },
    toldDataset: () => sentDataset && knownPartOf(sentDataset, dependencies),
    backup() {
      return keptHead && backupOf(keptHead);
    },
  };

  function backupOf(head: SavedHead): TrainingBackup {
    const { history, targetEpoch, schedule } = state().training;
    return { head, history, sides: sidesOf(state()), targetEpoch, schedule };
  }

  async function exportBackup(): Promise<TrainingBackup | undefined> {
    if (state().training.epoch === 0) return undefined;
    const event = await send({ kind: "exportHead" });
    return event.kind === "headExported" ? backupOf(event.head) : undefined;
  }
}

/** A picture once trained on must not be drawn for validation by the next engine. */
function withDrawnSides(dataset: DatasetCommand, { sides }: DatasetReady): DatasetCommand {
  const drawn = new Map(sides.map(({ exampleId, side }) => [exampleId, side]));
  const examples = dataset.examples.map((example) => ({
    ...example,
    side: drawn.get(example.exampleId) ?? example.side,
  }));
  return { ...dataset, examples };
}

/** Without pictures that are gone for good, and classes that have none left; nothing if one class or none is left. */
function knownPartOf(dataset: DatasetCommand, { pictureData }: Dependencies): DatasetCommand | undefined {
  const examples = dataset.examples.filter(({ exampleId }) => pictureData.features(exampleId) !== undefined);
  if (examples.length === dataset.examples.length) return dataset;
  const filled = new Set(examples.map(({ classId }) => classId));
  const classIds = dataset.classIds.filter((id) => filled.has(id));
  return classIds.length < 2 ? undefined : { ...dataset, classIds, examples };
}
