/** Which network looks at the pictures, and where its weights come from. */
import type { NetworkName } from "./protocol";

export type NetworkChoice = { network: NetworkName } & WeightsSource;

type WeightsSource =
  /** The file that lies beside the page. */
  | { from: "page" }
  /** A file of the visitor's own, which another visit does not have any more. */
  | { from: "file"; file: Blob | undefined }
  /** No file: weights drawn at random, which know nothing. */
  | { from: "drawn"; seed: number };

/** What a first visit begins with, and what is always there. */
export const STANDARD_NETWORK: NetworkChoice = { network: "efficientnet-lite0", from: "page" };
