/** A short zoom from one depth of the network to another, so that nobody loses the place; none where motion is unwanted. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { type InsidePlace, placeKey } from "../../state/inside/inside-state";
import { depthOf } from "../../state/inside/walk";

const ZOOM_MILLIS = 280;

/** What was clicked so long ago has nothing to do with the view that comes now. */
const ORIGIN_MILLIS = 600;

let origin: { rect: DOMRect; atMillis: number } | undefined;

/** Where the next view grows out of. */
export function rememberOrigin(rect: DOMRect): void {
  origin = { rect, atMillis: performance.now() };
}

/** A ref for the view; it zooms whenever the place is another one. */
export function useZoom(place: InsidePlace) {
  const view = useRef<HTMLDivElement>(null);
  const before = useRef(place);
  const key = placeKey(place);
  useLayoutEffect(() => {
    const from = before.current;
    before.current = place;
    const element = view.current;
    if (!element || placeKey(from) === key || depthOf(from) === depthOf(place)) return;
    if (typeof element.animate !== "function" || matchMedia("(prefers-reduced-motion: reduce)").matches)
      return;
    if (depthOf(place) > depthOf(from)) zoomIn(element);
    else zoomOut(element, from);
  }, [key]);
  return view;
}

function zoomIn(element: HTMLElement): void {
  const isRecent = origin !== undefined && performance.now() - origin.atMillis < ORIGIN_MILLIS;
  const rect = isRecent ? origin?.rect : undefined;
  origin = undefined;
  const box = element.getBoundingClientRect();
  if (!rect || box.width === 0) animate(element, "50% 0", 0.94);
  else animate(element, originWithin(box, rect), Math.min(0.9, Math.max(0.3, rect.width / box.width)));
}

/** Into the middle of what one comes from. */
function zoomOut(element: HTMLElement, from: InsidePlace): void {
  const target = element.querySelector(`[data-place="${placeKey(from)}"]`);
  const box = element.getBoundingClientRect();
  animate(element, target ? originWithin(box, target.getBoundingClientRect()) : "50% 0", target ? 1.5 : 1.06);
}

function originWithin(box: DOMRect, rect: DOMRect): string {
  return `${rect.left + rect.width / 2 - box.left}px ${rect.top + rect.height / 2 - box.top}px`;
}

function animate(element: HTMLElement, transformOrigin: string, fromScale: number): void {
  element.animate(
    [
      { transformOrigin, transform: `scale(${fromScale})`, opacity: 0 },
      { transformOrigin, transform: "none", opacity: 1 },
    ],
    { duration: ZOOM_MILLIS, easing: "cubic-bezier(0.2, 0, 0, 1)" },
  );
}
