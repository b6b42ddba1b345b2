/** Keys and pastes that count wherever the focus is, except in a field where they mean something else. */
import type { Intents } from "../../state/intents";

export function listenForKeys(place: Document, intents: Intents): () => void {
  const onKey = (event: KeyboardEvent) => {
    const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (!isUndo || isTyping(event.target)) return;
    event.preventDefault();
    intents.undo.undo();
  };
  const onPaste = (event: ClipboardEvent) => {
    if (isTyping(event.target)) return;
    const target = placeOfPaste(place.activeElement);
    if (target === "try") void intents.trying.tryPaste(event);
    else void intents.adding.addFromPaste(event, target);
  };
  place.addEventListener("keydown", onKey);
  place.addEventListener("paste", onPaste);
  return () => {
    place.removeEventListener("keydown", onKey);
    place.removeEventListener("paste", onPaste);
  };
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.matches("input:not([type=checkbox], [type=range], [type=file]), textarea");
}

/** A paste goes to the class whose card holds the focus, or into the hand. */
function placeOfPaste(element: Element | null): number | "try" | undefined {
  if (element?.closest("#try")) return "try";
  const card = element?.closest(".class-card")?.id.match(/^class-(\d+)$/)?.[1];
  return card === undefined ? undefined : Number(card);
}
