/** What of the page decides who will run in the next race. */
import type { AppState } from "../../state/app-state";
import { useApp } from "../app-context";

export function useRaceParts(): Pick<AppState, "plan" | "deeper" | "network" | "race" | "undoStack"> {
  const { select } = useApp();
  return {
    plan: select.plan.value,
    deeper: select.deeper.value,
    network: select.network.value,
    race: select.race.value,
    undoStack: select.undoStack.value,
  };
}
