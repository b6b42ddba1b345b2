/** What stands between the learner and comparing two heads, as a code that the text turns into a sentence. */
import type { AppState } from "../app-state";
import { isDeep } from "../deeper/deeper-state";
import { supposedOnView } from "./supposed";

export type ComparisonBlock = "deep" | "training" | "noCheck" | "none";

type NeededParts = Pick<AppState, "examples" | "classes" | "unlabelled" | "plan" | "deeper" | "training">;

/** Comparing is about heads: blocks would have to see every picture anew for a difference that is about labels. */
export function comparisonBlock(app: NeededParts): ComparisonBlock | undefined {
  if (isDeep(app)) return "deep";
  if (app.training.isBusy || app.training.epoch === 0) return "training";
  if (!app.training.history.at(-1)?.validation) return "noCheck";
  return supposedOnView(app).numSupposed === 0 ? "none" : undefined;
}
