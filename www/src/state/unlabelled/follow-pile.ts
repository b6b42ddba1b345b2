/** Asks the engine which pictures of the pile go together, and what it takes them for, whenever that may have changed. */
import { computed, effect } from "@preact/signals";
import type { EngineEvent, EpochReport, ExamplePrediction } from "../../engine/protocol";
import { followQuestion } from "../follow-question";
import type { Dependencies } from "../intents/dependencies";
import type { PageTools } from "./compare-heads";
import { pileOf } from "./pile";
import type { FoundGroups, UnlabelledState } from "./unlabelled-state";

/** Where blocks have learned, pictures are looked at anew, and a command needs no more than this at once. */
const PREDICTED_AT_ONCE = 16;

/** The same seed gives the same groups whenever the same pictures are grouped. */
const SEED = 1;

interface GroupsQuestion {
  exampleIds: ReadonlySet<number>;
  numGroups: number | undefined;
}

/** Gives what ends it. */
export function followPile(dependencies: Dependencies, tools: PageTools): () => void {
  const ends = [followGroups(dependencies), followPredictions(dependencies, tools)];
  return () => {
    for (const end of ends) end();
  };
}

/** Pictures that leave the pile leave their group as it is; only new ones may belong together in another way. */
function followGroups(dependencies: Dependencies): () => void {
  const { select } = dependencies.store;
  const known = knownOfPile(dependencies);
  return followQuestion<GroupsQuestion>(dependencies, {
    topic: "pile groups",
    question() {
      const { view, wantedGroups, groups, groupsError } = select.unlabelled.value;
      const ids = known.value;
      if (view !== "groups" || groupsError || !ids || ids.length < 2) return undefined;
      if (groups && groups.wanted === wantedGroups && isCovered(ids, groups)) return undefined;
      return { exampleIds: new Set(ids), numGroups: wantedGroups };
    },
    command: async ({ exampleIds, numGroups }) => ({
      kind: "groupExamples",
      exampleIds: [...exampleIds],
      numGroups: numGroups && Math.min(numGroups, exampleIds.size),
      seed: SEED,
    }),
    onAnswer: (event, { numGroups }) => change(dependencies, groupsFrom(event, numGroups)),
    isSame: (now, asked) =>
      now.numGroups === asked.numGroups && [...now.exampleIds].every((id) => asked.exampleIds.has(id)),
  });
}

function isCovered(exampleIds: readonly number[], { groups }: FoundGroups): boolean {
  const grouped = new Set(groups.flat());
  return exampleIds.every((id) => grouped.has(id));
}

function groupsFrom(event: EngineEvent, wanted: number | undefined): Partial<UnlabelledState> {
  if (event.kind === "failed") return { groups: undefined, groupsError: event.error };
  if (event.kind !== "examplesGrouped") return {};
  const groups = event.groups.map(({ exampleIds }) => exampleIds);
  // Names and choices were made for other groups.
  return {
    groups: { groups, wanted, separation: event.separation },
    groupsError: undefined,
    groupNames: new Map(),
    leftOutIds: new Set(),
  };
}

interface PredictionsQuestion {
  exampleIds: readonly number[];
  /** Another head says something else. */
  history: readonly EpochReport[];
  epoch: number;
}

function followPredictions(dependencies: Dependencies, { sendWithPictures }: PageTools): () => void {
  const { select } = dependencies.store;
  const known = knownOfPile(dependencies);
  let asked: PredictionsQuestion | undefined;

  const question = computed((): PredictionsQuestion | undefined => {
    const { hasHead, isBusy, history, epoch } = select.training.value;
    const { view, predictionsError } = select.unlabelled.value;
    const exampleIds = known.value;
    // While training goes on, the answer would be another one a moment later.
    if (view !== "supposed" || predictionsError || !hasHead || isBusy || !exampleIds) return undefined;
    return { exampleIds, history, epoch };
  });

  async function ask(now: PredictionsQuestion): Promise<void> {
    const isOver = () => asked !== now;
    const predictions: ExamplePrediction[] = [];
    const isDeep = select.deeper.value.learnedFromLayer !== undefined;
    const atOnce = isDeep ? PREDICTED_AT_ONCE : Math.max(1, now.exampleIds.length);
    for (let start = 0; start < now.exampleIds.length; start += atOnce) {
      const exampleIds = now.exampleIds.slice(start, start + atOnce);
      const event = await sendWithPictures(dependencies, { kind: "predictUnlabelled", exampleIds });
      if (isOver()) return;
      if (event.kind === "unlabelledPredicted") predictions.push(...event.predictions);
      else if (event.kind === "failed") return change(dependencies, { predictionsError: event.error });
    }
    change(dependencies, { predictions, predictionsError: undefined });
  }

  const stop = effect(() => {
    const now = question.value;
    if (now && asked && isSame(now, asked)) return;
    asked = now;
    if (now) void ask(now);
  });
  return () => {
    asked = undefined;
    stop();
  };
}

function isSame(one: PredictionsQuestion, other: PredictionsQuestion): boolean {
  return (
    one.history === other.history &&
    one.epoch === other.epoch &&
    one.exampleIds.every((id) => other.exampleIds.includes(id))
  );
}

/** The pictures of the pile that the network has looked at; absent as long as it is still looking at some. */
function knownOfPile({ store: { select } }: Dependencies) {
  return computed((): readonly number[] | undefined => {
    if (select.engine.value.phase.at !== "ready") return undefined;
    const pile = pileOf(select.examples.value);
    const known = pile.filter(({ isEmbedded }) => isEmbedded).map(({ id }) => id);
    const isComplete = known.length === pile.length || select.embedding.value.isPaused;
    return isComplete && !select.adding.value.isReading ? known : undefined;
  });
}

function change({ store }: Dependencies, change: Partial<UnlabelledState>): void {
  store.dispatch({ type: "unlabelled", change });
}
