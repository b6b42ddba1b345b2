/** The value that is open in the network, and whether the head has a part in it. */
import type { LayerInfo } from "../../engine/protocol";
import type { AppState } from "../app-state";
import type { ValuePlace } from "./explain-state";

/** The value that the learner has opened, when the network has such a one. */
export function valueOnView({ inside }: Pick<AppState, "inside">): ValuePlace | undefined {
  const { isOpen, place, layers } = inside;
  if (!isOpen || place.at !== "value" || !layers) return undefined;
  const { layer, channel, row, column } = place;
  const info = layers[layer];
  const isThere = info && channel < info.channelsOut && row < info.side && column < info.side;
  return isThere ? { layer, channel, row, column } : undefined;
}

/** The class whose score is open in the network; on a phone only in the step in which the network is seen. */
export function classOnView(app: Pick<AppState, "inside" | "explain" | "step">): number | undefined {
  const place = app.step === "train" ? valueOnView(app) : undefined;
  if (!place || place.layer !== classesLayer(app.inside.layers)) return undefined;
  return app.explain.headClassIds?.[place.channel];
}

/** What comes after pooling changes with every step of learning; all before it stays. */
export function dependsOnHead(layers: readonly LayerInfo[] | undefined, layer: number): boolean {
  const info = layers?.[layer];
  return info !== undefined && (info.kind === "linear" || info.kind === "softmax");
}

/** Number of the layer that gives the scores; absent without a head. */
export function classesLayer(layers: readonly LayerInfo[] | undefined): number | undefined {
  const index = layers?.findIndex(({ name }) => name === "classes") ?? -1;
  return index < 0 ? undefined : index;
}
