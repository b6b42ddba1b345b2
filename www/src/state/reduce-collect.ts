/** What collecting changes: classes, their pictures, and the way back from every destructive step. */
import type { CollectAction } from "./actions";
import type { AppState, Example, LearnerClass, UndoEntry } from "./app-state";
import { remembered } from "./undo-stack";
import { PILE_ID } from "./unlabelled/pile";
import { initialUnlabelled } from "./unlabelled/unlabelled-state";

export function reduceCollect(state: AppState, action: CollectAction): AppState {
  switch (action.type) {
    case "classAdded":
      return touched({ ...state, classes: [...state.classes, action.item] });
    case "classRenamed":
      return withClass(state, action.classId, (item) => ({ ...item, name: action.name }));
    case "classRecoloured":
      return withClass(state, action.classId, (item) => ({ ...item, colour: action.colour }));
    case "classReordered":
      return reordered(state, action.classId, action.toIndex);
    case "classDeleted":
      return classDeleted(state, action.classId);
    case "classMerged":
      return classMerged(state, action.classId, action.intoClassId);
    case "picturesAdded":
      return withExamples(state, action.examples);
    case "picturesDeleted":
      return picturesDeleted(state, action.exampleIds);
    case "picturesMoved":
      return picturesMoved(state, action.exampleIds, action.classId);
    case "picturesSorted":
      return picturesSorted(state, action);
    case "supposedTeach": {
      const { step, teaching, backup } = action;
      const before = { teaching: state.unlabelled.teaching, training: backup };
      return remembered(touched(withTeaching(state, teaching)), {
        step,
        classes: [],
        examples: [],
        ...before,
      });
    }
    case "everythingCleared":
      return everythingCleared(state);
    case "undone":
      return undone(state, action.entryId);
    case "picturesSelected":
      return { ...state, selection: { ...state.selection, exampleIds: new Set(action.exampleIds) } };
    case "gatheringChanged":
      return { ...state, selection: { ...state.selection, isGathering: action.isGathering } };
    case "readingProgressed":
      return {
        ...state,
        adding: { isReading: true, doneFiles: action.doneFiles, totalFiles: action.totalFiles },
      };
    case "readingFinished":
      return { ...state, adding: { isReading: false } };
    case "filesRefused":
      return { ...state, refusals: [...state.refusals, ...action.refusals] };
    case "refusalsDismissed":
      return { ...state, refusals: [] };
    case "workLoaded":
      return workLoaded(state, action.work);
    default:
      return action satisfies never;
  }
}

function touched(state: AppState): AppState {
  return { ...state, datasetRevision: state.datasetRevision + 1 };
}

function withClass(state: AppState, classId: number, change: (item: LearnerClass) => LearnerClass): AppState {
  return { ...state, classes: state.classes.map((item) => (item.id === classId ? change(item) : item)) };
}

function withExamples(state: AppState, added: readonly Example[]): AppState {
  const examples = new Map(state.examples);
  for (const example of added) examples.set(example.id, example);
  return touched({ ...state, examples });
}

/** Drops pictures and whatever pointed at them. */
function withoutExamples(state: AppState, isGone: (example: Example) => boolean): AppState {
  const examples = new Map([...state.examples].filter(([, example]) => !isGone(example)));
  const source = state.trying.source;
  const sourceIsGone =
    source.from === "picture" && source.exampleId !== undefined && !examples.has(source.exampleId);
  return touched({
    ...state,
    examples,
    selection: {
      isGathering: false,
      exampleIds: new Set([...state.selection.exampleIds].filter((id) => examples.has(id))),
    },
    trying: sourceIsGone ? { ...state.trying, source: { from: "nothing" }, answer: undefined } : state.trying,
  });
}

function reordered(state: AppState, classId: number, toIndex: number): AppState {
  const item = state.classes.find((candidate) => candidate.id === classId);
  if (!item) return state;
  const others = state.classes.filter((candidate) => candidate !== item);
  return touched({ ...state, classes: others.toSpliced(Math.max(0, toIndex), 0, item) });
}

function classDeleted(state: AppState, classId: number): AppState {
  const index = state.classes.findIndex((item) => item.id === classId);
  const item = state.classes[index];
  if (!item) return state;
  const examples = [...state.examples.values()].filter((example) => example.classId === classId);
  const camera =
    state.camera.capturingClassId === classId
      ? { ...state.camera, capturingClassId: undefined, isRecording: false }
      : state.camera;
  const next = withoutExamples(state, (example) => example.classId === classId);
  return remembered(
    { ...next, camera, classes: next.classes.filter((candidate) => candidate !== item) },
    {
      step: { did: "deletedClass", className: item.name, count: examples.length },
      classes: [{ item, index }],
      examples,
    },
  );
}

function classMerged(state: AppState, classId: number, intoClassId: number): AppState {
  const index = state.classes.findIndex((item) => item.id === classId);
  const item = state.classes[index];
  const into = state.classes.find((candidate) => candidate.id === intoClassId);
  if (!item || !into || item === into) return state;
  const examples = [...state.examples.values()].filter((example) => example.classId === classId);
  const moved = withExamples(
    state,
    examples.map((example) => ({ ...example, classId: intoClassId })),
  );
  return remembered(
    { ...moved, classes: moved.classes.filter((candidate) => candidate !== item) },
    {
      step: { did: "mergedClass", className: item.name, intoName: into.name },
      classes: [{ item, index }],
      examples,
    },
  );
}

function picturesDeleted(state: AppState, exampleIds: readonly number[]): AppState {
  const gone = new Set(exampleIds);
  const examples = [...state.examples.values()].filter((example) => gone.has(example.id));
  if (examples.length === 0) return state;
  return remembered(
    withoutExamples(state, (example) => gone.has(example.id)),
    { step: { did: "deletedPictures", count: examples.length }, classes: [], examples },
  );
}

function picturesMoved(state: AppState, exampleIds: readonly number[], classId: number): AppState {
  const className = state.classes.find((item) => item.id === classId)?.name;
  if (className === undefined && classId !== PILE_ID) return state;
  const moves = new Map(exampleIds.map((id) => [id, classId]));
  const isMoved = ({ id, classId: before }: Example) => moves.has(id) && before !== classId;
  const count = [...state.examples.values()].filter(isMoved).length;
  return picturesSorted(state, { classes: [], moves, step: { did: "movedPictures", count, className } });
}

function picturesSorted(
  state: AppState,
  { classes, moves, step }: Omit<Extract<CollectAction, { type: "picturesSorted" }>, "type">,
): AppState {
  const newClassOf = ({ id, classId }: Example) => moves.get(id) ?? classId;
  const examples = [...state.examples.values()].filter((example) => newClassOf(example) !== example.classId);
  if (examples.length === 0) return state;
  const next = withExamples(
    {
      ...state,
      classes: [...state.classes, ...classes],
      selection: { exampleIds: new Set(), isGathering: false },
    },
    examples.map((example) => ({ ...example, classId: newClassOf(example) })),
  );
  return remembered(next, { step, classes: [], examples, madeClassIds: classes.map(({ id }) => id) });
}

function withTeaching(state: AppState, teaching: AppState["unlabelled"]["teaching"]): AppState {
  return { ...state, unlabelled: { ...state.unlabelled, teaching } };
}

function everythingCleared(state: AppState): AppState {
  const next = withoutExamples(state, () => true);
  return remembered(
    { ...next, classes: [], refusals: [], unlabelled: initialUnlabelled },
    {
      step: { did: "clearedEverything" },
      teaching: state.unlabelled.teaching,
      classes: state.classes.map((item, index) => ({ item, index })),
      examples: [...state.examples.values()],
    },
  );
}

function undone(state: AppState, entryId: number): AppState {
  const entry = state.undoStack.find((candidate) => candidate.id === entryId);
  if (!entry) return state;
  const classes = [...state.classes];
  for (const { item, index } of [...entry.classes].sort((a, b) => a.index - b.index)) {
    classes.splice(Math.min(index, classes.length), 0, item);
  }
  const undoStack = state.undoStack.filter((candidate) => candidate !== entry);
  const known = new Set([PILE_ID, ...classes.map((item) => item.id)]);
  const examples = entry.examples
    .filter((example) => known.has(example.classId))
    .map((example) => {
      // A moved picture may have been embedded or drawn to a side since; that stays true.
      const now = state.examples.get(example.id);
      return now ? { ...example, isEmbedded: now.isEmbedded, side: now.side } : example;
    });
  const plan = entry.plan ? { ...state.plan, ...entry.plan } : state.plan;
  const back = inOrderAdded(withExamples({ ...state, classes, undoStack, plan }, examples));
  return withoutMadeClasses("teaching" in entry ? withTeaching(back, entry.teaching) : back, entry);
}

/** A class that was given other pictures since stays with them. */
function withoutMadeClasses(state: AppState, { madeClassIds = [] }: UndoEntry): AppState {
  const filled = new Set([...state.examples.values()].map(({ classId }) => classId));
  const isGone = ({ id }: LearnerClass) => madeClassIds.includes(id) && !filled.has(id);
  const classes = state.classes.filter((item) => !isGone(item));
  return classes.length === state.classes.length ? state : { ...state, classes };
}

/** Pictures come back to the places they had; identifiers grow in the order of adding. */
function inOrderAdded(state: AppState): AppState {
  return { ...state, examples: new Map([...state.examples].sort(([a], [b]) => a - b)) };
}

function workLoaded(state: AppState, work: Extract<CollectAction, { type: "workLoaded" }>["work"]): AppState {
  const plan = work.plan ?? state.plan;
  return withExamples(
    {
      ...state,
      classes: [...work.classes],
      plan,
      unlabelled: { ...state.unlabelled, teaching: work.teaching },
      network: { ...state.network, choice: work.network ?? state.network.choice },
      training: {
        ...state.training,
        history: work.history,
        schedule: work.schedule,
        targetEpoch: plan.epochs,
      },
    },
    work.examples,
  );
}
