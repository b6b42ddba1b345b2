/** Says what was just taken away and offers it back for a while; Ctrl+Z and the header offer it longer. */
import { useEffect, useState } from "preact/hooks";
import { text } from "../../text";
import { useApp } from "../app-context";
import { Button } from "./button";
import { isMac } from "./mac";

const SHOWN_MILLIS = 8000;

export function UndoToast() {
  const { select, intents } = useApp();
  const last = select.undoStack.value.at(-1);
  const [newestSeen, setNewestSeen] = useState(0);
  const [isHeld, setIsHeld] = useState(false);
  const isNew = last !== undefined && last.id > newestSeen;

  useEffect(() => {
    if (!last || !isNew || isHeld) return;
    const timer = setTimeout(() => setNewestSeen(last.id), SHOWN_MILLIS);
    return () => clearTimeout(timer);
  }, [last, isNew, isHeld]);

  return (
    <div role="status">
      {isNew && last && (
        <div
          class="notice toast"
          onPointerEnter={() => setIsHeld(true)}
          onPointerLeave={() => setIsHeld(false)}
          onFocusCapture={() => setIsHeld(true)}
          onBlurCapture={() => setIsHeld(false)}
        >
          <p>{text.undo.said(last.step)}</p>
          <Button look="quiet" onClick={() => intents.undo.undo()}>
            {text.undo.undo}
            <kbd>{isMac ? text.undo.hintOnMac : text.undo.hint}</kbd>
          </Button>
        </div>
      )}
    </div>
  );
}
