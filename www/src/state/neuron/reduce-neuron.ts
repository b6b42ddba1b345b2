/** What changes `neuron`: its own actions, and whatever else happens on the page that it depends on. */
import type { Action } from "../actions";
import type { AppState } from "../app-state";
import type { NeuronState } from "./neuron-state";

/** `app` is the page after the action, as far as it concerns the rest of the state. */
export function reduceNeuron(state: NeuronState, action: Action, _app: AppState): NeuronState {
  if (action.type !== "neuron") return state;
  return { ...state, isOpen: action.action.isOpen };
}
