/** What changes `explain`: its own actions, and whatever else happens on the page that it depends on. */
import type { Action } from "../actions";
import type { AppState } from "../app-state";
import type { ExplainState } from "./explain-state";

/** `app` is the page after the action, as far as it concerns the rest of the state. */
export function reduceExplain(state: ExplainState, action: Action, _app: AppState): ExplainState {
  if (action.type !== "explain") return state;
  return { ...state, isOpen: action.action.isOpen };
}
