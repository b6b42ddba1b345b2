/** Which layers look at places: convolutions, which have weights, and what else has maps. */
import type { LayerInfo } from "../../engine/protocol";

/** Its channels are weighted sums. */
export function isConvolution({ kind }: LayerInfo): boolean {
  return kind === "convolution" || kind === "depthwise" || kind === "pointwise";
}

/** The others are sums over what these have seen. */
export function hasMaps(info: LayerInfo): boolean {
  return isConvolution(info) || info.kind === "maxPooling";
}

/** Nothing cuts its values at 0, and they are not the largest of values that were cut. */
export function mayBeNegative({ activation, kind }: Pick<LayerInfo, "activation" | "kind">): boolean {
  return activation === "none" && kind !== "maxPooling";
}
