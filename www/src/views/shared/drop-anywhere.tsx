/** Takes pictures, folders and zips dropped anywhere on the page, and says so while they hover. */
import { useEffect, useState } from "preact/hooks";
import { text } from "../../text";
import { useApp } from "../app-context";
import { isOurDrag } from "./drag-data";

export function DropAnywhere() {
  const { intents } = useApp();
  const [isOver, setIsOver] = useState(false);

  useEffect(() => {
    const over = (event: DragEvent) => {
      if (isOurDrag(event.dataTransfer)) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      setIsOver(false);
      if (!event.dataTransfer || event.defaultPrevented) return;
      event.preventDefault();
      if (!isOurDrag(event.dataTransfer))
        void intents.adding.addFromDataTransfer(event.dataTransfer, undefined);
    };
    // A card that takes the drop itself stops it on its way up; the note must still go away.
    const anyDrop = () => setIsOver(false);
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    window.addEventListener("drop", anyDrop, true);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
      window.removeEventListener("drop", anyDrop, true);
    };
  }, [intents]);

  return isOver ? (
    <div class="drop-note" aria-hidden="true">
      {text.collect.dropHere}
    </div>
  ) : null;
}
