/** A state of the page worth seeing. */
import type { AppState } from "../state/app-state";

export interface Scene {
  name: string;
  state(): AppState;
}
