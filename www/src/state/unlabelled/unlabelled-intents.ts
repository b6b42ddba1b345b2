/** What a learner can do with the pile: look at it in groups, review supposed classes, and let them teach. */
import { unlabelledText } from "../../text/unlabelled";
import type { LearnerClass, UndoStep } from "../app-state";
import { isDeep } from "../deeper/deeper-state";
import type { ClassIntents } from "../intents/class-intents";
import type { Dependencies } from "../intents/dependencies";
import type { TrainingIntents } from "../intents/training-intents";
import { compareHeads, type PageTools } from "./compare-heads";
import { followPile } from "./follow-pile";
import { groupName } from "./group-name";
import { groupsOnView, type PileGroup } from "./groups";
import { teachingPictures } from "./pile";
import { supposedLabels, supposedOnView } from "./supposed";
import {
  type Comparison,
  isComparing,
  type PileView,
  type SupposedOrder,
  type UnlabelledState,
} from "./unlabelled-state";

export interface UnlabelledIntents {
  show(view: PileView): void;
  /** `undefined` for as many as fit best. */
  wantGroups(numGroups: number | undefined): void;
  /** After the engine could not answer. */
  tryAgain(): void;
  nameGroup(groupNumber: number, name: string): void;
  /** In or out of what becomes a class. */
  togglePicture(exampleId: number): void;
  /** A class of the group's chosen pictures; where there is one of that name already, they join it. */
  makeClass(groupNumber: number): void;
  makeAllClasses(): void;
  addGroupTo(groupNumber: number, classId: number): void;
  /** Gives the new class's identifier. */
  makeClassOf(exampleIds: readonly number[]): number;
  setThreshold(threshold: number): void;
  setOrder(order: SupposedOrder): void;
  reject(exampleIds: readonly number[]): void;
  bringBackRejected(): void;
  /** The supposed class becomes the label. */
  accept(exampleIds: readonly number[]): void;
  setWeight(weight: number): void;
  /** Resolves when it is over, however it ends. */
  compare(): Promise<void>;
  stopComparing(): void;
  /** The head that learned from supposed pictures takes the place of the learner's, and they go on teaching. */
  keepWith(): Promise<void>;
  /** The learner's head stays; where supposed pictures taught it, the one without them takes its place. */
  keepWithout(): Promise<void>;
  stopTeaching(): void;
}

export function unlabelledIntents(
  dependencies: Dependencies,
  classes: ClassIntents,
  training: TrainingIntents,
  tools: PageTools,
): UnlabelledIntents {
  const { store } = dependencies;
  let running: AbortController | undefined;
  let isFollowing = false;
  const state = () => store.state.value;
  const own = () => state().unlabelled;

  function change(change: Partial<Omit<UnlabelledState, "teaching">>): void {
    store.dispatch({ type: "unlabelled", change });
  }

  /** Everything in one step, so that undo takes all of it back. */
  function makeClasses(groups: readonly PileGroup[]): void {
    const known = [...state().classes];
    const made: LearnerClass[] = [];
    const moves = new Map<number, number>();
    for (const group of groups) {
      if (group.chosenIds.length === 0) continue;
      const name = groupName(group, known, own().groups?.groups.length ?? 1);
      let item = known.find((candidate) => candidate.name === name);
      if (!item) {
        item = { ...classes.next(made), name };
        known.push(item);
        made.push(item);
      }
      for (const id of group.chosenIds) moves.set(id, item.id);
    }
    const count = moves.size;
    const step: UndoStep =
      made.length > 0
        ? { did: "madeClasses", count, numClasses: made.length }
        : { did: "labelledPictures", count };
    store.dispatch({ type: "picturesSorted", classes: made, moves, step });
  }

  const groupOf = (groupNumber: number) =>
    groupsOnView(state()).filter((group) => group.number === groupNumber);

  /** What was learned, with its way back, gives way to one of the two that were compared. */
  async function keep(which: "with" | "without"): Promise<void> {
    const { comparison } = own();
    if (comparison.at !== "compared" || comparison.result.revision !== state().datasetRevision) return;
    const { result } = comparison;
    training.pause();
    const backup = await training.exportBackup();
    const teaching = which === "with" ? result.teaching : undefined;
    const count = result.teaching.labels.size;
    const step = { did: which === "with" ? "keptSupposed" : "stoppedSupposed", count } as const;
    change({ comparison: { at: "none" } });
    store.dispatch({ type: "supposedTeach", teaching, backup, step });
    const { head, history } = result[which];
    await training.bringBack({
      head,
      history,
      sides: result.sides,
      targetEpoch: head.epoch,
      schedule: undefined,
    });
  }

  return {
    show(view) {
      // From the first look on, for as long as the page is there.
      if (!isFollowing) followPile(dependencies, tools);
      isFollowing = true;
      change({ view });
    },
    wantGroups: (wantedGroups) => change({ wantedGroups, groupsError: undefined }),
    tryAgain: () => change({ groupsError: undefined, predictionsError: undefined }),
    nameGroup: (groupNumber, name) =>
      change({ groupNames: new Map(own().groupNames).set(groupNumber, name) }),
    togglePicture(exampleId) {
      const leftOutIds = new Set(own().leftOutIds);
      if (!leftOutIds.delete(exampleId)) leftOutIds.add(exampleId);
      change({ leftOutIds });
    },
    makeClass: (groupNumber) => makeClasses(groupOf(groupNumber)),
    makeAllClasses: () => makeClasses(groupsOnView(state())),
    addGroupTo(groupNumber, classId) {
      const exampleIds = groupOf(groupNumber).flatMap(({ chosenIds }) => chosenIds);
      store.dispatch({ type: "picturesMoved", exampleIds, classId });
    },
    makeClassOf(exampleIds) {
      const item = { ...classes.next([]), name: unlabelledText.newClass(state().classes.length + 1) };
      const moves = new Map(exampleIds.map((id) => [id, item.id]));
      const step = { did: "madeClasses", count: moves.size, numClasses: 1 } as const;
      store.dispatch({ type: "picturesSorted", classes: [item], moves, step });
      return item.id;
    },
    setThreshold: (threshold) => change({ threshold }),
    setOrder: (order) => change({ order }),
    reject(exampleIds) {
      change({ rejectedIds: new Set([...own().rejectedIds, ...exampleIds]) });
      store.dispatch({ type: "picturesSelected", exampleIds: [] });
    },
    bringBackRejected: () => change({ rejectedIds: new Set() }),
    accept(exampleIds) {
      const wanted = new Set(exampleIds);
      const labels = supposedLabels(supposedOnView(state()));
      const moves = new Map([...labels].filter(([id]) => wanted.has(id)));
      const step = { did: "labelledPictures", count: moves.size } as const;
      store.dispatch({ type: "picturesSorted", classes: [], moves, step });
    },
    setWeight: (weight) => change({ weight }),
    async compare() {
      const labels = supposedLabels(supposedOnView(state()));
      const isPointless = labels.size === 0 || state().training.epoch === 0 || isDeep(state());
      if (isComparing(own().comparison) || isPointless) return;
      const current = new AbortController();
      running = current;
      const tell = (comparison: Comparison) => change({ comparison });
      try {
        await compareHeads({
          dependencies,
          tools,
          teaching: { labels, weight: own().weight },
          tell,
          signal: current.signal,
        });
      } catch {
        if (!current.signal.aborted) tell({ at: "failed", error: undefined });
      }
    },
    stopComparing() {
      running?.abort();
      change({ comparison: { at: "none" } });
    },
    keepWith: () => keep("with"),
    async keepWithout() {
      if (own().teaching) await keep("without");
      else change({ comparison: { at: "none" } });
    },
    stopTeaching() {
      const step = { did: "stoppedSupposed", count: teachingPictures(state()).length } as const;
      store.dispatch({ type: "supposedTeach", teaching: undefined, backup: undefined, step });
    },
  };
}
