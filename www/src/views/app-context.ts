/** How every view reaches the state and what the learner can do. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Intents } from "../state/intents";
import type { Selectors } from "../state/store";

export interface App {
  select: Selectors;
  intents: Intents;
}

export const AppContext = createContext<App | undefined>(undefined);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error("a view was drawn outside of the app");
  return app;
}
