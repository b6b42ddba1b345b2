/** Where the network is cut, as the learner chose, also while the head learns first. */
import { chosenTuning } from "../../state/deeper/deeper-state";
import { HEAD_ONLY } from "../../state/deeper/depths";
import { useApp } from "../app-context";

export function useChosenCut(): number {
  const { select } = useApp();
  return chosenTuning(select.plan.value.settings, select.deeper.value)?.firstBlock ?? HEAD_ONLY;
}
