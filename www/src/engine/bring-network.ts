/** Brings a network into an engine: the one that came with the page's script, or another one. */
import type { AnsweringEngine } from "./client";
import type { NetworkChoice } from "./network-choice";
import {
  fetchWeights,
  type Weights,
  type WeightsDownloadOptions,
  type WeightsResult,
} from "./weights-download";

/** Never rejects. `absent` is that there is no such file beside the page, nor one that was opened. */
export type BringNetwork = (
  choice: NetworkChoice,
  engine: AnsweringEngine,
  options?: WeightsDownloadOptions,
) => Promise<WeightsResult>;

/** `standard` has set out already; how others come is fetched when somebody wants one. */
export function networkBringer(standard: Weights): BringNetwork {
  return async (choice, engine, options) => {
    if (choice.network === "efficientnet-lite0" && choice.from === "page") {
      return standard.deliver(engine, options);
    }
    try {
      const { bringOther } = await import("./other-networks");
      return await bringOther(fetchWeights, choice, engine, options);
    } catch (cause) {
      return { kind: "problem", problem: { code: "offline", receivedBytes: 0, detail: String(cause) } };
    }
  };
}
