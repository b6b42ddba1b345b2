/** The pixels of the still picture in hand, as often as questions about it need them. */
import type { TrySource } from "./app-state";
import type { Dependencies } from "./intents/dependencies";

/** Gives a fresh copy each time, because pixels change hands with a command; `undefined` when there is no still picture. */
export function createPixelsInHand({
  store,
  inputs,
}: Pick<Dependencies, "store" | "inputs">): () => Promise<Uint8Array | undefined> {
  let known: { source: TrySource; side: number; pixels: Promise<Uint8Array | undefined> } | undefined;
  return async () => {
    const { trying, plan } = store.state.peek();
    const { source } = trying;
    const side = plan.pictureSide;
    if (source.from !== "picture") return undefined;
    if (known?.source !== source || known.side !== side)
      known = { source, side, pixels: inputs.pixelsFromBlob(source.blob) };
    return (await known.pixels)?.slice();
  };
}
