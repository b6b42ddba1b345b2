/** What changes `neuron`: its own actions, and whatever else happens on the page that it depends on. */
import type { ChannelPlace, EngineCommand, EngineEvent } from "../../engine/protocol";
import type { Action } from "../actions";
import type { AppState } from "../app-state";
import {
  type Growth,
  isSamePlace,
  type NeuronAction,
  type NeuronState,
  STEPS_TO_GROW,
  type Survey,
} from "./neuron-state";
import type { SurveyEnd } from "./survey-layer";

/** `app` is the page after the action, as far as it concerns the rest of the state. */
export function reduceNeuron(state: NeuronState, action: Action, app: AppState): NeuronState {
  switch (action.type) {
    case "neuron":
      return reduceOwn(state, action.action);
    case "engineSaid":
      return reduceEvent(state, action.event, action.command);
    case "engineLost":
      return { ...state, surveyed: new Map(), pictures: undefined };
    case "trySourceChanged":
      // What was said about another picture would only mislead.
      return { ...state, map: undefined, silencing: undefined };
    case "classDeleted":
    case "everythingCleared":
      return { ...state, silencing: undefined, silenced: app.classes.length === 0 ? [] : state.silenced };
    default:
      return state;
  }
}

/** What was found out about channels was true of the network as it was. */
export function neuronOf(state: NeuronState, isOtherNetwork: boolean): NeuronState {
  return isOtherNetwork ? { ...state, surveyed: new Map(), pictures: undefined } : state;
}

function reduceOwn(state: NeuronState, action: NeuronAction): NeuronState {
  switch (action.type) {
    case "turnedTo":
      return { ...state, of: action.of, growth: state.growth && { ...state.growth, isWanted: false } };
    case "surveyWished": {
      const { layer, isWanted } = action;
      const survey = isWanted && state.survey?.layer === layer ? undefined : state.survey;
      return { ...state, survey, surveyWish: { layer, isWanted } };
    }
    case "surveyProgressed": {
      const { layer, done, total } = action;
      return { ...state, survey: { layer, done, total, state: { at: "running" } } };
    }
    case "surveyEnded":
      return state.survey?.layer === action.layer
        ? { ...state, survey: endedSurvey(state.survey, action.end) }
        : state;
    case "growthBegun":
      return { ...state, growth: newGrowth(action.of, action.seed) };
    case "growthWanted":
      return state.growth ? { ...state, growth: wantedGrowth(state.growth, action.isWanted) } : state;
    case "silencedChanged":
      return {
        ...state,
        silenced: action.silenced,
        // The bars of the last question stay until the next answer, but nothing silenced has no answer.
        silencing: action.silenced.length === 0 ? undefined : state.silencing,
      };
    default:
      return action satisfies never;
  }
}

function reduceEvent(state: NeuronState, event: EngineEvent, command: EngineCommand): NeuronState {
  switch (event.kind) {
    case "layersSeen":
      return withMap(state, event);
    case "channelWeightsSeen":
      return { ...state, weights: { of: placeOf(event.weights), found: event.weights } };
    case "channelPicturesSeen":
      return { ...state, pictures: { of: placeOf(event.pictures), found: event.pictures } };
    case "layerSurveyed":
      return command.kind === "surveyLayer"
        ? withSurveyed(state, event.layer, command.exampleIds, event.numExamples)
        : state;
    case "examplesForgotten":
      return command.kind === "forgetExamples" ? withForgotten(state, command.exampleIds) : state;
    case "pictureGrown":
      return command.kind === "growPicture" ? withGrown(state, event, command) : state;
    case "channelsSilenced": {
      const { classIds, before, after } = event;
      const isWanted = command.kind === "silenceChannels" && state.silenced.length > 0;
      return isWanted ? { ...state, silencing: { classIds, before: [...before], after: [...after] } } : state;
    }
    case "failed":
      return withFailure(state, event, command);
    default:
      return state;
  }
}

/** Whoever asked: the camera's own questions about a layer serve as well. */
function withMap(state: NeuronState, event: Extract<EngineEvent, { kind: "layersSeen" }>): NeuronState {
  const { of } = state;
  if (!of) return state;
  const seen = event.layers.find(
    ({ layer, channels }) => layer === of.layer && channels.includes(of.channel),
  );
  if (!seen) return state;
  const { side, maps } = seen;
  const start = seen.channels.indexOf(of.channel) * side * side;
  return { ...state, map: { of, found: { side, values: maps.slice(start, start + side * side) } } };
}

/** The engine's own count gives away when it has forgotten what it knew before. */
function withSurveyed(
  state: NeuronState,
  layer: number,
  exampleIds: readonly number[],
  numKnown: number,
): NeuronState {
  const all = new Set([...(state.surveyed.get(layer) ?? []), ...exampleIds]);
  const known = numKnown < all.size ? new Set(exampleIds) : all;
  return { ...state, surveyed: new Map(state.surveyed).set(layer, known) };
}

function withForgotten(state: NeuronState, exampleIds: readonly number[]): NeuronState {
  const gone = new Set(exampleIds);
  const surveyed = [...state.surveyed].map(([layer, known]): [number, ReadonlySet<number>] => [
    layer,
    new Set([...known].filter((id) => !gone.has(id))),
  ]);
  return { ...state, surveyed: new Map(surveyed) };
}

function withGrown(
  state: NeuronState,
  event: Extract<EngineEvent, { kind: "pictureGrown" }>,
  command: Extract<EngineCommand, { kind: "growPicture" }>,
): NeuronState {
  const { growth } = state;
  if (!growth || !isSamePlace(growth.of, event) || growth.seed !== command.seed) return state;
  const { step, excitement, side, pixels } = event;
  // An engine that was started again meanwhile begins anew.
  const before = growth.curve.filter((point) => point.step < step);
  const targetStep = step < growth.step ? STEPS_TO_GROW : growth.targetStep;
  return {
    ...state,
    growth: {
      ...growth,
      step,
      targetStep,
      isWanted: growth.isWanted && step < targetStep,
      picture: { side, pixels },
      curve: [...before, { step, excitement }],
    },
  };
}

function withFailure(
  state: NeuronState,
  { error }: Extract<EngineEvent, { kind: "failed" }>,
  command: EngineCommand,
): NeuronState {
  switch (command.kind) {
    case "seeLayers": {
      const [layer, ...others] = command.layers;
      const isOwn = others.length === 0 && layer?.channels.length === 1;
      const of = isOwn ? { layer: layer.layer, channel: layer.channels[0] ?? 0 } : undefined;
      return of && isSamePlace(of, state.of) ? { ...state, map: { of, error } } : state;
    }
    case "seeChannelWeights":
      return { ...state, weights: { of: placeOf(command), error } };
    case "seeChannelPictures": {
      if (error.code !== "layerNotSurveyed") return { ...state, pictures: { of: placeOf(command), error } };
      return { ...withoutSurvey(state, command.layer), pictures: undefined };
    }
    case "rankChannels":
      return error.code === "layerNotSurveyed" ? withoutSurvey(state, command.layer) : state;
    case "growPicture":
      return state.growth && isSamePlace(state.growth.of, command)
        ? { ...state, growth: { ...state.growth, isWanted: false, error } }
        : state;
    case "silenceChannels":
      return { ...state, silencing: { error } };
    default:
      return state;
  }
}

/** The engine forgot it, for the sake of other layers or because it is another engine: it is to be done again. */
function withoutSurvey(state: NeuronState, layer: number): NeuronState {
  const surveyed = new Map(state.surveyed);
  surveyed.delete(layer);
  return { ...state, surveyed };
}

function newGrowth(of: ChannelPlace, seed: number): Growth {
  return {
    of,
    seed,
    isWanted: true,
    step: 0,
    targetStep: STEPS_TO_GROW,
    picture: undefined,
    curve: [],
    error: undefined,
  };
}

function wantedGrowth(growth: Growth, isWanted: boolean): Growth {
  const isAtEnd = growth.step >= growth.targetStep;
  const targetStep = isWanted && isAtEnd ? growth.step + STEPS_TO_GROW : growth.targetStep;
  return { ...growth, isWanted, targetStep, error: isWanted ? undefined : growth.error };
}

/** Nothing is left to say about one that is complete. */
function endedSurvey(survey: Survey, end: SurveyEnd): Survey | undefined {
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

function placeOf({ layer, channel }: ChannelPlace): ChannelPlace {
  return { layer, channel };
}
