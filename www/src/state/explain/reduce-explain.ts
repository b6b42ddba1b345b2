/** What changes `explain`: its own actions, and whatever else happens on the page that it depends on. */
import type { EngineCommand, EngineEvent } from "../../engine/protocol";
import type { Action } from "../actions";
import type { AppState } from "../app-state";
import {
  type Answered,
  type ExplainAction,
  type ExplainState,
  isSameMap,
  isSameSum,
  isSameValueQuestion,
  MOST_ANSWERS,
} from "./explain-state";
import { dependsOnHead } from "./opened-value";

/** `app` is the page after the action, as far as it concerns the rest of the state. */
export function reduceExplain(state: ExplainState, action: Action, app: AppState): ExplainState {
  switch (action.type) {
    case "explain":
      return reduceOwn(state, action.action);
    case "engineSaid":
      return reduceEvent(state, action.event, action.command, app);
    case "trySourceChanged":
      // What was said about another picture would only mislead.
      return { ...state, values: [], channelMap: undefined, maps: [], sums: [] };
    case "engineLost":
      return withOtherHead(state, app);
    case "classDeleted":
    case "everythingCleared": {
      const { against } = state;
      const isThere = app.classes.some(({ id }) => id === against);
      return isThere ? state : { ...state, against: undefined };
    }
    default:
      return state;
  }
}

/** Single values and maps were those of the network as it was. */
export function explainOf(state: ExplainState, isOtherNetwork: boolean): ExplainState {
  if (!isOtherNetwork) return state;
  const headRevision = state.headRevision + 1;
  return { ...state, headRevision, values: [], channelMap: undefined, maps: [], sums: [] };
}

function reduceOwn(state: ExplainState, action: ExplainAction): ExplainState {
  switch (action.type) {
    case "mapLayerChosen":
      return { ...state, mapLayer: action.layer };
    case "againstChosen":
      return { ...state, against: action.classId };
    case "sumOpened":
      return { ...state, isSumOpen: action.isOpen };
    default:
      return action satisfies never;
  }
}

function reduceEvent(
  state: ExplainState,
  event: EngineEvent,
  command: EngineCommand,
  app: AppState,
): ExplainState {
  switch (event.kind) {
    case "valueExplained":
      return command.kind === "explainValue"
        ? withValue(state, { of: valueQuestion(command), found: event.value })
        : state;
    case "layersSeen":
      return withChannelMap(withHeadClasses(state, event.classIds), event, app);
    case "classMapSeen":
      return command.kind === "seeClassMap"
        ? withMap(state, { of: mapQuestion(command), found: event.map })
        : state;
    case "neuronsWeighed":
      return command.kind === "weighNeurons"
        ? withSum(state, { of: sumQuestion(command), found: event.sum })
        : state;
    case "classified":
      return withHeadClasses(state, event.classIds);
    case "epochFinished":
      return withHeadClasses(withOtherHead(state, app), event.report.classIds);
    case "batchFinished":
    case "headReset":
    case "headImported":
      return withOtherHead(state, app);
    case "datasetReady":
      return { ...withOtherHead(state, app), headClassIds: undefined };
    case "failed":
      return reduceFailure(state, event, command);
    default:
      return state;
  }
}

function reduceFailure(
  state: ExplainState,
  { error }: Extract<EngineEvent, { kind: "failed" }>,
  command: EngineCommand,
): ExplainState {
  switch (command.kind) {
    case "explainValue":
      return withValue(state, { of: valueQuestion(command), error });
    case "seeClassMap":
      return withMap(state, { of: mapQuestion(command), error });
    case "weighNeurons":
      return withSum(state, { of: sumQuestion(command), error });
    default:
      return state;
  }
}

type ValueCommand = Extract<EngineCommand, { kind: "explainValue" }>;
type MapCommand = Extract<EngineCommand, { kind: "seeClassMap" }>;
type SumCommand = Extract<EngineCommand, { kind: "weighNeurons" }>;

function valueQuestion({ layer, channel, row, column, epoch }: ValueCommand) {
  return { layer, channel, row, column, epoch };
}

function mapQuestion({ layer, classId, against, epoch }: MapCommand) {
  return { layer, classId, against, epoch };
}

function sumQuestion({ classId, against, epoch }: SumCommand) {
  return { classId, against, epoch };
}

function withValue(state: ExplainState, answer: ExplainState["values"][number]): ExplainState {
  return { ...state, values: newestFirst(state.values, answer, isSameValueQuestion) };
}

function withMap(state: ExplainState, answer: ExplainState["maps"][number]): ExplainState {
  return { ...state, maps: newestFirst(state.maps, answer, isSameMap) };
}

function withSum(state: ExplainState, answer: ExplainState["sums"][number]): ExplainState {
  return { ...state, sums: newestFirst(state.sums, answer, isSameSum) };
}

function newestFirst<Question, Found>(
  answers: readonly Answered<Question, Found>[],
  answer: Answered<Question, Found>,
  isSame: (one: Question, other: Question) => boolean,
): readonly Answered<Question, Found>[] {
  const others = answers.filter(({ of }) => !isSame(of, answer.of));
  return [answer, ...others].slice(0, MOST_ANSWERS);
}

/** Whoever asked: any answer about the layer may hold the channel on view. */
function withChannelMap(
  state: ExplainState,
  { layers }: Extract<EngineEvent, { kind: "layersSeen" }>,
  { inside: { place } }: AppState,
): ExplainState {
  if (place.at !== "value") return state;
  for (const { layer, side, channels, maps } of layers) {
    const index = layer === place.layer ? channels.indexOf(place.channel) : -1;
    if (index < 0) continue;
    const values = maps.slice(index * side * side, (index + 1) * side * side);
    const of = { layer, channel: place.channel };
    return { ...state, channelMap: { of, found: { side, values } } };
  }
  return state;
}

function withHeadClasses(state: ExplainState, classIds: readonly number[]): ExplainState {
  const known = state.headClassIds;
  const isSame = known?.length === classIds.length && known.every((id, index) => id === classIds[index]);
  return classIds.length === 0 || isSame ? state : { ...state, headClassIds: classIds };
}

function withOtherHead(state: ExplainState, { inside: { layers } }: AppState): ExplainState {
  const headRevision = state.headRevision + 1;
  const values = state.values.filter(({ of }) => !dependsOnHead(layers, of.layer));
  return { ...state, headRevision, maps: [], sums: [], values };
}
