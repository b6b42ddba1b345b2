/** What changes `inside`: its own actions, and whatever else happens on the page that it depends on. */
import type { Action } from "../actions";
import type { AppState } from "../app-state";
import type { InsideState } from "./inside-state";

/** `app` is the page after the action, as far as it concerns the rest of the state. */
export function reduceInside(state: InsideState, action: Action, _app: AppState): InsideState {
  if (action.type === "engineSaid" && action.event.kind === "networkDescribed") {
    return { ...state, layers: action.event.layers };
  }
  if (action.type !== "inside") return state;
  const { action: own } = action;
  switch (own.type) {
    case "opened":
      return { ...state, isOpen: own.isOpen };
    case "wentTo":
      return { ...state, isOpen: true, place: own.place };
    default:
      return own satisfies never;
  }
}
