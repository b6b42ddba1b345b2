/** What changes `race`: its own actions, and the end of all pictures. */
import type { Action } from "../actions";
import {
  type ContenderResult,
  type ContenderRun,
  initialRace,
  type RaceAction,
  type RaceState,
} from "./race-state";

export function reduceRace(state: RaceState, action: Action): RaceState {
  if (action.type === "race") return reduceOwn(state, action.action);
  return action.type === "everythingCleared" ? { ...initialRace, isOpen: state.isOpen } : state;
}

function reduceOwn(state: RaceState, action: RaceAction): RaceState {
  switch (action.type) {
    case "opened":
      return { ...state, isOpen: action.isOpen };
    case "chosen": {
      const contenders = new Set(state.contenders);
      if (action.takesPart) contenders.add(action.contender);
      else contenders.delete(action.contender);
      return { ...state, contenders };
    }
    case "set":
      return { ...state, ...action.change };
    case "begun": {
      const { course, results, arrivals, failures } = initialRace;
      return { ...state, phase: { at: "starting" }, course, results, arrivals, failures };
    }
    case "drawn":
      return { ...state, course: action.course };
    case "progressed":
    case "ended":
      return { ...state, phase: action.phase };
    case "arrived":
      return { ...state, arrivals: new Map(state.arrivals).set(action.network, action.arrival) };
    case "networkFailed":
      return { ...state, failures: new Map(state.failures).set(action.network, action.failure) };
    case "measured": {
      const before = state.results.get(action.entrant);
      return { ...state, results: new Map(state.results).set(action.entrant, withRun(before, action.run)) };
    }
    case "kept":
      return { ...state, ...action.outcome };
    default:
      return action satisfies never;
  }
}

function withRun(before: ContenderResult | undefined, run: ContenderRun): ContenderResult {
  const { accuracies = [], curves = [], millis = [] } = before ?? {};
  return {
    accuracies: [...accuracies, run.accuracy],
    curves: [...curves, run.curve],
    millis: [...millis, run.millis],
    numBytes: run.numBytes,
  };
}
