/** Where in the network the learner is looking, and what was seen there. */
import type { LayerInfo } from "../../engine/protocol";

export interface InsideState {
  /** The network is opened in place of the quiet strip. */
  isOpen: boolean;
  place: InsidePlace;
  /** As the engine lists them; absent until it has been asked. */
  layers: readonly LayerInfo[] | undefined;
}

/** From the whole network down to one number; layers as `LayerInfo` numbers them, everything from 0. */
export type InsidePlace =
  | { at: "map" }
  | { at: "block"; block: number }
  | { at: "layer"; layer: number }
  | { at: "channel"; layer: number; channel: number }
  | { at: "value"; layer: number; channel: number; row: number; column: number };

export type InsideAction = { type: "opened"; isOpen: boolean } | { type: "wentTo"; place: InsidePlace };

export const initialInside: InsideState = { isOpen: false, place: { at: "map" }, layers: undefined };
