/** The one signal that holds the state, and the values computed from it that views follow. */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Action } from "./actions";
import { answerShares } from "./answer-shares";
import type { AppState, Example } from "./app-state";
import { type CheckGap, checkGap } from "./check-gap";
import { explainedClassId } from "./class-evidence";
import { classOnView } from "./explain/opened-value";
import { initialState } from "./initial-state";
import { reduce } from "./reduce";
import { type TrainingBlock, trainingBlock } from "./training-block";

export interface Store {
  state: ReadonlySignal<AppState>;
  dispatch(action: Action): void;
  select: Selectors;
}

/** Each changes only when its own part of the state does, so that a view re-renders only for what it shows. */
export interface Selectors {
  classes: ReadonlySignal<AppState["classes"]>;
  examples: ReadonlySignal<AppState["examples"]>;
  examplesByClass: ReadonlySignal<ReadonlyMap<number, readonly Example[]>>;
  datasetRevision: ReadonlySignal<number>;
  selection: ReadonlySignal<AppState["selection"]>;
  adding: ReadonlySignal<AppState["adding"]>;
  refusals: ReadonlySignal<AppState["refusals"]>;
  undoStack: ReadonlySignal<AppState["undoStack"]>;
  engine: ReadonlySignal<AppState["engine"]>;
  network: ReadonlySignal<AppState["network"]>;
  embedding: ReadonlySignal<AppState["embedding"]>;
  plan: ReadonlySignal<AppState["plan"]>;
  training: ReadonlySignal<AppState["training"]>;
  trying: ReadonlySignal<AppState["trying"]>;
  inside: ReadonlySignal<AppState["inside"]>;
  neuron: ReadonlySignal<AppState["neuron"]>;
  explain: ReadonlySignal<AppState["explain"]>;
  learning: ReadonlySignal<AppState["learning"]>;
  deeper: ReadonlySignal<AppState["deeper"]>;
  unlabelled: ReadonlySignal<AppState["unlabelled"]>;
  race: ReadonlySignal<AppState["race"]>;
  camera: ReadonlySignal<AppState["camera"]>;
  storage: ReadonlySignal<AppState["storage"]>;
  notices: ReadonlySignal<AppState["notices"]>;
  step: ReadonlySignal<AppState["step"]>;
  appearance: ReadonlySignal<AppState["appearance"]>;
  isAdvancedOpen: ReadonlySignal<AppState["isAdvancedOpen"]>;
  /** Pictures that the network has not looked at yet. */
  numWaiting: ReadonlySignal<number>;
  trainingBlock: ReadonlySignal<TrainingBlock | undefined>;
  /** Something changed that the head has not learned from yet. */
  isStale: ReadonlySignal<boolean>;
  /** What keeps the accuracy from being an honest check. */
  checkGap: ReadonlySignal<CheckGap | undefined>;
  /** What the head says about the picture in hand, by class. */
  answerShares: ReadonlySignal<ReadonlyMap<number, number> | undefined>;
  /** The class whose evidence may be shown. */
  explainedClassId: ReadonlySignal<number | undefined>;
}

export function createStore(start: AppState = initialState()): Store {
  const state = signal(start);
  const part = <Key extends keyof AppState>(key: Key) => computed(() => state.value[key]);
  const classes = part("classes");
  const examples = part("examples");
  const training = part("training");
  const trying = part("trying");
  const revision = part("datasetRevision");
  const shares = computed(() => answerShares(trying.value.answer, classes.value));
  const [inside, explain, step] = [part("inside"), part("explain"), part("step")];
  // As long as a class's score is open in the network, the page explains that class.
  const opened = computed(() =>
    classOnView({ inside: inside.value, explain: explain.value, step: step.value }),
  );
  const explained = computed(() =>
    explainedClassId(opened.value ?? trying.value.chosenClassId, shares.value),
  );
  return {
    state,
    dispatch: (action) => {
      batch(() => {
        state.value = reduce(state.value, action);
      });
    },
    select: {
      classes,
      examples,
      examplesByClass: computed(() => groupByClass(examples.value)),
      datasetRevision: revision,
      selection: part("selection"),
      adding: part("adding"),
      refusals: part("refusals"),
      undoStack: part("undoStack"),
      engine: part("engine"),
      network: part("network"),
      embedding: part("embedding"),
      plan: part("plan"),
      training,
      trying,
      inside,
      neuron: part("neuron"),
      explain,
      learning: part("learning"),
      deeper: part("deeper"),
      unlabelled: part("unlabelled"),
      race: part("race"),
      camera: part("camera"),
      storage: part("storage"),
      notices: part("notices"),
      step,
      appearance: part("appearance"),
      isAdvancedOpen: part("isAdvancedOpen"),
      numWaiting: computed(() => countWaiting(examples.value)),
      trainingBlock: computed(() => trainingBlock(state.value)),
      isStale: computed(() => {
        const { epoch, isWanted, trainedRevision } = training.value;
        return epoch > 0 && !isWanted && trainedRevision !== revision.value;
      }),
      explainedClassId: explained,
      checkGap: computed(() => checkGap(state.value)),
      answerShares: shares,
    },
  };
}

function groupByClass(examples: AppState["examples"]): ReadonlyMap<number, readonly Example[]> {
  const groups = new Map<number, Example[]>();
  for (const example of examples.values()) {
    const group = groups.get(example.classId);
    if (group) group.push(example);
    else groups.set(example.classId, [example]);
  }
  return groups;
}

function countWaiting(examples: AppState["examples"]): number {
  let count = 0;
  for (const example of examples.values()) if (!example.isEmbedded) count += 1;
  return count;
}
