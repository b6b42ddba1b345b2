/** What concerns the page itself: notices, the step a phone shows, light or dark, and what is stored. */
import type { PageAction } from "./actions";
import type { AppState, Problem } from "./app-state";

export function reducePage(state: AppState, action: PageAction): AppState {
  switch (action.type) {
    case "stepChanged":
      return { ...state, step: action.step };
    case "appearanceChanged":
      return { ...state, appearance: action.appearance };
    case "advancedOpened":
      return { ...state, isAdvancedOpen: action.isOpen };
    case "problemHappened":
      return withNotice(state, action.problem);
    case "noticeDismissed":
      return { ...state, notices: state.notices.filter(({ id }) => id !== action.noticeId) };
    case "storageChanged":
      return { ...state, storage: { ...state.storage, ...action.storage } };
    default:
      return action satisfies never;
  }
}

/** The same thing going wrong again replaces its older notice instead of piling up. */
export function withNotice(state: AppState, problem: Problem): AppState {
  const id = Math.max(0, ...state.notices.map((notice) => notice.id)) + 1;
  const others = state.notices.filter((notice) => topicOf(notice.problem) !== topicOf(problem));
  return { ...state, notices: [...others, { id, problem }] };
}

function topicOf(problem: Problem): string {
  return problem.kind === "engine" ? `engine ${problem.error.code}` : problem.kind;
}
