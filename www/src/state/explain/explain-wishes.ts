/** Which questions about the picture in hand are worth asking, from what the page shows. */
import type { EngineError, LayerInfo } from "../../engine/protocol";
import type { AppState } from "../app-state";
import { hasMaps } from "../neuron/convolution";
import type { Selectors } from "../store";
import {
  type Answered,
  isSameChannel,
  isSameMap,
  isSameSum,
  isSameValueQuestion,
  type MapQuestion,
  type SumQuestion,
  type ValuePlace,
  type ValueQuestion,
} from "./explain-state";
import { classOnView, dependsOnHead } from "./opened-value";

/** The parts of the page that decide what evidence is shown. */
export type EvidenceApp = Pick<
  AppState,
  "classes" | "plan" | "trying" | "inside" | "explain" | "learning" | "step"
>;

/** Reads the signals, so that whoever asks follows them. */
export function evidenceApp(select: Selectors): EvidenceApp {
  return {
    classes: select.classes.value,
    plan: select.plan.value,
    trying: select.trying.value,
    inside: select.inside.value,
    explain: select.explain.value,
    learning: select.learning.value,
    step: select.step.value,
  };
}

/** Number of the last layer that has places. */
export function lastMapLayer(layers: readonly LayerInfo[] | undefined): number | undefined {
  const index = layers?.findLastIndex(hasMaps) ?? -1;
  return index < 0 ? undefined : index;
}

/** The layers worth choosing from, last first: what each block hands on, and both ends. */
export function mapLayers(layers: readonly LayerInfo[] | undefined): readonly number[] {
  const chosen: number[] = [];
  layers?.forEach((info, layer) => {
    const isLastOfBlock = layers[layer + 1]?.block !== info.block;
    if (hasMaps(info) && (info.block === undefined || isLastOfBlock)) chosen.unshift(layer);
  });
  return chosen;
}

/** The epochs to show, in the order in which they are shown: the one compared with comes first. */
export function epochsOnView({
  learning: { shownEpoch, comparedEpoch },
}: Pick<AppState, "learning">): readonly (number | undefined)[] {
  return comparedEpoch === undefined ? [shownEpoch] : [comparedEpoch, shownEpoch];
}

/** Position of the latest of these epochs; now is later than any. */
export function latestOf(epochs: readonly (number | undefined)[]): number {
  const order = epochs.map((epoch) => epoch ?? Number.POSITIVE_INFINITY);
  return order.indexOf(Math.max(...order));
}

/** The other class of a comparison, while it is another one and exists. */
export function otherClassId(
  { explain: { against }, classes }: Pick<AppState, "explain" | "classes">,
  classId: number | undefined,
): number | undefined {
  return against !== classId && classes.some(({ id }) => id === against) ? against : undefined;
}

/** Scores of a head with a hidden layer are no simple sums, and their evidence has no exact map. */
export function hasHiddenLayer({ plan, trying }: Pick<AppState, "plan" | "trying">): boolean {
  return plan.settings.hiddenUnits !== undefined && !trying.answer?.evidence;
}

/** The map comes with the answer itself: of the last layer, as the head is now. */
export function isMapExact(app: EvidenceApp): boolean {
  const { trying, explain } = app;
  const isNow = epochsOnView(app).every((epoch) => epoch === undefined);
  const comesWithAnswer = trying.isExplaining || trying.answer?.evidence !== undefined;
  return explain.mapLayer === undefined && isNow && comesWithAnswer && !hasHiddenLayer(app);
}

/** One for each epoch on view where the head has a part in the value, and one otherwise. */
export function valueQuestions(
  app: Pick<AppState, "inside" | "learning">,
  place: ValuePlace | undefined,
): readonly ValueQuestion[] {
  if (!place) return [];
  const isOfHead = dependsOnHead(app.inside.layers, place.layer);
  const epochs = isOfHead ? epochsOnView(app) : [undefined];
  return epochs.map((epoch) => ({ ...place, epoch }));
}

/** One for each epoch on view, in the order of `epochsOnView`; none when the answer holds the map. */
export function mapQuestions(app: EvidenceApp, classId: number | undefined): readonly MapQuestion[] {
  const layer = app.explain.mapLayer ?? lastMapLayer(app.inside.layers);
  const isWanted = app.trying.isExplaining || classOnView(app) !== undefined;
  if (classId === undefined || layer === undefined || !isWanted || isMapExact(app)) return [];
  const against = otherClassId(app, classId);
  return epochsOnView(app).map((epoch) => ({ layer, classId, against, epoch }));
}

export function sumQuestions(app: EvidenceApp, classId: number | undefined): readonly SumQuestion[] {
  const isOpenInTry = app.trying.isExplaining && app.explain.isSumOpen;
  const isWanted = isOpenInTry || classOnView(app) !== undefined;
  if (classId === undefined || !isWanted || hasHiddenLayer(app)) return [];
  const against = otherClassId(app, classId);
  return epochsOnView(app).map((epoch) => ({ classId, against, epoch }));
}

/** The answer, or while there is none the newest about another value of the same channel. */
export function answerToValue({ explain: { values } }: Pick<AppState, "explain">, question: ValueQuestion) {
  const isOfChannel = ({ of }: { of: ValueQuestion }) =>
    isSameChannel(of, question) && of.epoch === question.epoch;
  return values.find(({ of }) => isSameValueQuestion(of, question)) ?? values.find(isOfChannel);
}

export function answerToMap(app: Pick<AppState, "explain">, question: MapQuestion) {
  return app.explain.maps.find(({ of }) => isSameMap(of, question));
}

export function answerToSum(app: Pick<AppState, "explain">, question: SumQuestion) {
  return app.explain.sums.find(({ of }) => isSameSum(of, question));
}

export function errorOf<Question, Found>(
  answer: Answered<Question, Found> | undefined,
): EngineError | undefined {
  return answer && "error" in answer ? answer.error : undefined;
}

export function foundOf<Question, Found>(answer: Answered<Question, Found> | undefined): Found | undefined {
  return answer && "found" in answer ? answer.found : undefined;
}
