/** A hook that tells a click from a lasso: a drag draws an outline, and its end says what lies inside. */
import { useRef } from "preact/hooks";
import { dotsInLasso, type Point } from "./scatter-geometry";

export interface LassoListener {
  onMove(point: Point, isFinger: boolean): void;
  onLeave(): void;
  /** The outline so far; empty when it is over. */
  onOutline(outline: readonly Point[]): void;
  onClick(point: Point, isFinger: boolean, isMany: boolean): void;
  /** `inside` gives the indices of the places that the outline holds. */
  onLasso(inside: (places: ArrayLike<number>) => number[], isMany: boolean): void;
}

/** A hand that only wants to click is allowed to tremble this much. */
const CLICK_REACH = 5;

/** Closer corners would not be seen. */
const CORNER_DISTANCE = 3;

export function useLasso(listener: LassoListener) {
  const outline = useRef<Point[]>([]);
  const isDown = useRef(false);

  const finish = () => {
    isDown.current = false;
    outline.current = [];
    listener.onOutline([]);
  };

  return {
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0) return;
      isDown.current = true;
      outline.current = [pointOf(event)];
    },
    onPointerMove(event: PointerEvent) {
      const point = pointOf(event);
      const corners = outline.current;
      if (!isDown.current) return listener.onMove(point, event.pointerType === "touch");
      const last = corners.at(-1);
      const first = corners[0];
      const isDrag = corners.length > 1 || (first && distance(first, point) > CLICK_REACH);
      if (!isDrag || !last || distance(last, point) < CORNER_DISTANCE) return;
      if (corners.length === 1) {
        listener.onLeave();
        if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
      }
      corners.push(point);
      listener.onOutline(corners);
    },
    onPointerUp(event: PointerEvent) {
      if (!isDown.current) return;
      const corners = outline.current;
      const isMany = event.shiftKey || event.ctrlKey || event.metaKey;
      finish();
      if (corners.length < 3) listener.onClick(pointOf(event), event.pointerType === "touch", isMany);
      else listener.onLasso((places) => dotsInLasso(places, corners), isMany);
    },
    onPointerCancel: finish,
    onPointerLeave() {
      if (!isDown.current) listener.onLeave();
    },
  };
}

function pointOf(event: PointerEvent): Point {
  return { x: event.offsetX, y: event.offsetY };
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
