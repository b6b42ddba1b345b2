/** What changes `inside`: its own actions, and whatever else happens on the page that it depends on. */
import type { EngineCommand, EngineEvent, LayerInfo } from "../../engine/protocol";
import type { Action } from "../actions";
import type { AppState } from "../app-state";
import type { SurveyEnd } from "../neuron/survey-layer";
import { layersAtSide } from "../picture-side";
import { addressFromPlace, placeFromAddress } from "./address";
import { type InsideAction, type InsideState, isSameOrder, type LayerSurvey } from "./inside-state";

/** `app` is the page after the action, as far as it concerns the rest of the state. */
export function reduceInside(state: InsideState, action: Action, app: AppState): InsideState {
  switch (action.type) {
    case "inside":
      return reduceOwn(state, action.action);
    case "engineSaid":
      return reduceEvent(state, action, app);
    case "engineLost":
      return { ...state, ranking: undefined };
    case "classDeleted":
    case "classMerged":
    case "everythingCleared": {
      const { sort } = state;
      const isGone = sort.by === "class" && !app.classes.some(({ id }) => id === sort.classId);
      return isGone ? { ...state, sort: { by: "contrast" } } : state;
    }
    default:
      return state;
  }
}

function reduceOwn(state: InsideState, action: InsideAction): InsideState {
  switch (action.type) {
    case "opened":
      return { ...state, isOpen: action.isOpen, wantedAddress: undefined, cameByAddress: false };
    case "wentTo":
      return {
        ...state,
        isOpen: true,
        place: action.place,
        wantedAddress: undefined,
        cameByAddress: false,
      };
    case "addressRead":
      return { ...withAddress(state, action.address), cameByAddress: true };
    case "seen":
      return { ...state, seen: { ...state.seen, [action.level]: action.seen } };
    case "sorted":
      return { ...state, sort: action.sort };
    case "scaled":
      return { ...state, isOneScale: action.isOneScale };
    case "surveyWished":
      return { ...state, survey: { layer: action.layer, done: 0, total: 0, state: { at: "running" } } };
    case "surveyStopped":
      return { ...state, survey: state.survey && { ...state.survey, state: { at: "stopped" } } };
    case "surveyProgressed": {
      const { layer, done, total } = action;
      // The last progress may arrive after the learner has stopped it.
      const at = state.survey?.layer === layer ? state.survey.state : ({ at: "running" } as const);
      return { ...state, survey: { layer, done, total, state: at } };
    }
    case "surveyEnded":
      return state.survey?.layer === action.layer
        ? { ...state, survey: endedSurvey(state.survey, action.end) }
        : state;
    default:
      return action satisfies never;
  }
}

function reduceEvent(
  state: InsideState,
  { event, command }: { event: EngineEvent; command: EngineCommand },
  { plan }: AppState,
): InsideState {
  switch (event.kind) {
    case "networkDescribed":
      return withLayers(state, layersAtSide(event.layers, plan.pictureSide));
    case "datasetReady":
    case "headImported":
    case "headReset":
      return { ...state, headRevision: state.headRevision + 1 };
    case "channelsRanked": {
      const { layer, order, channels, values } = event;
      return { ...state, ranking: { layer, order, channels, values } };
    }
    case "failed": {
      const { error } = event;
      if (command.kind === "describeNetwork") return { ...state, layersError: error };
      if (command.kind !== "rankChannels") return state;
      const { layer, order } = command;
      const isOld = state.ranking?.layer === layer && isSameOrder(state.ranking.order, order);
      // What is not surveyed any more is surveyed again by whoever asked.
      if (error.code === "layerNotSurveyed") return isOld ? { ...state, ranking: undefined } : state;
      return { ...state, ranking: { layer, order, error } };
    }
    default:
      return state;
  }
}

/** While layers have no names yet, an address can only be remembered. */
function withAddress(state: InsideState, address: string): InsideState {
  const { layers } = state;
  if (!layers) return { ...state, isOpen: true, wantedAddress: address };
  const place = placeFromAddress(address, layers);
  const isThere = addressFromPlace(state.place, layers) === addressFromPlace(place, layers);
  return { ...state, isOpen: true, wantedAddress: undefined, place: isThere ? state.place : place };
}

/** The learner stays at the layer of the same name, if there is still one. */
function withLayers(state: InsideState, layers: readonly LayerInfo[]): InsideState {
  const { place, layers: before, wantedAddress } = state;
  if (wantedAddress !== undefined)
    return withAddress({ ...state, layers, layersError: undefined }, wantedAddress);
  // The same list again must not look like a new one to whoever follows it.
  if (before && isSameNetwork(before, layers)) return { ...state, layersError: undefined };
  const moved = before ? placeFromAddress(addressFromPlace(place, before), layers) : place;
  return { ...state, layers, layersError: undefined, place: moved };
}

function isSameNetwork(one: readonly LayerInfo[], other: readonly LayerInfo[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ name, channelsOut, side }, index) => {
      const layer = other[index];
      return layer?.name === name && layer.channelsOut === channelsOut && layer.side === side;
    })
  );
}

/** Nothing is left to say about one that is complete. */
function endedSurvey(survey: LayerSurvey, end: SurveyEnd): LayerSurvey | undefined {
  switch (end.end) {
    case "complete":
      return undefined;
    case "stopped":
      return { ...survey, state: { at: "stopped" } };
    case "failed":
      return { ...survey, state: { at: "failed", error: end.error } };
    default:
      return end satisfies never;
  }
}
