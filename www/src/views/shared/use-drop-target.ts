/** What makes an element take what is dropped on it: it lights up, and keeps the drop from those around it. */
import type { TargetedDragEvent } from "preact";
import { useState } from "preact/hooks";
import { isOurDrag } from "./drag-data";

/** To be spread over the element's properties. */
export function useDropTarget(take: (dropped: DataTransfer) => void) {
  const [isTarget, setIsTarget] = useState(false);
  return {
    "data-drop-target": isTarget ? "" : undefined,
    onDragOver(event: TargetedDragEvent<HTMLElement>) {
      event.preventDefault();
      if (!isOurDrag(event.dataTransfer)) event.stopPropagation();
      setIsTarget(true);
    },
    onDragLeave(event: TargetedDragEvent<HTMLElement>) {
      const to = event.relatedTarget;
      if (!(to instanceof Node) || !event.currentTarget.contains(to)) setIsTarget(false);
    },
    onDrop(event: TargetedDragEvent<HTMLElement>) {
      setIsTarget(false);
      if (!event.dataTransfer) return;
      event.preventDefault();
      event.stopPropagation();
      take(event.dataTransfer);
    },
  };
}
