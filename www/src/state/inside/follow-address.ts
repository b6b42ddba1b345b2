/** Keeps the page's address and the place in the network the same, whichever of the two changes. */
import { computed, effect } from "@preact/signals";
import type { Store } from "../store";
import { addressFromPlace, isInsideAddress } from "./address";
import type { AddressBar } from "./address-bar";
import type { InsidePlace } from "./inside-state";

/** Gives what ends it. */
export function followAddress(store: Store, bar: AddressBar): () => void {
  const inside = store.select.inside;

  function read(): void {
    const hash = bar.read();
    if (isInsideAddress(hash)) {
      store.dispatch({ type: "inside", action: { type: "addressRead", address: hash } });
      // On a phone the network is opened in a step of its own.
      store.dispatch({ type: "stepChanged", step: "train" });
    } else if (hash === "" && inside.peek().isOpen) {
      store.dispatch({ type: "inside", action: { type: "opened", isOpen: false } });
    }
  }

  /** Absent while the address says more than is known. */
  const address = computed(() => {
    const { isOpen, place, layers, wantedAddress } = inside.value;
    if (wantedAddress !== undefined) return undefined;
    return isOpen ? addressFromPlace(place, layers) : "";
  });

  read();
  let hasWaited = inside.peek().wantedAddress !== undefined;
  let before: InsidePlace | undefined;
  const stopWriting = effect(() => {
    const wanted = address.value;
    if (wanted === undefined) {
      hasWaited = true;
      return;
    }
    const { isOpen, place } = inside.peek();
    const hash = bar.read();
    const now = isInsideAddress(hash) ? hash : "";
    const isStep = before !== undefined && isOpen && isSibling(before, place);
    if (now !== wanted) {
      // A wrong address is put right, and a walk from one to the next is one step, not twenty.
      if (hasWaited || isStep) bar.replace(wanted);
      else bar.push(wanted);
    }
    hasWaited = false;
    before = isOpen ? place : undefined;
  });
  const stopListening = bar.listen(read);
  return () => {
    stopWriting();
    stopListening();
  };
}

/** Two channels of one layer, or two values of it. */
function isSibling(one: InsidePlace, other: InsidePlace): boolean {
  if (one.at === "channel" && other.at === "channel") return one.layer === other.layer;
  return one.at === "value" && other.at === "value" && one.layer === other.layer;
}
