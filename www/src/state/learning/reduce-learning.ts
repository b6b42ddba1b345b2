/** What changes `learning`: its own actions, and whatever else happens on the page that it depends on. */
import type { Action } from "../actions";
import type { AppState } from "../app-state";
import type { LearningState } from "./learning-state";

/** `app` is the page after the action, as far as it concerns the rest of the state. */
export function reduceLearning(state: LearningState, action: Action, _app: AppState): LearningState {
  if (action.type !== "learning") return state;
  const { action: own } = action;
  switch (own.type) {
    case "opened":
      return { ...state, isOpen: own.isOpen };
    case "epochsChosen":
      return { ...state, shownEpoch: own.shownEpoch, comparedEpoch: own.comparedEpoch };
    default:
      return own satisfies never;
  }
}
