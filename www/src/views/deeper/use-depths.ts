/** How the network in use may be cut into what stays and what learns. */
import { type Depths, depthsOf } from "../../state/deeper/depths";
import { useApp } from "../app-context";

export function useDepths(): Depths {
  return depthsOf(useApp().select.network.value);
}
