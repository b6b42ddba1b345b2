/** Which layers have maps: those that look at places. The others are sums over what these have seen. */
import type { LayerInfo } from "../../engine/protocol";

export function isConvolution({ kind }: LayerInfo): boolean {
  return kind === "convolution" || kind === "depthwise" || kind === "pointwise";
}
