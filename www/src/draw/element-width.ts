/** A hook that follows the width of an element, so that drawings keep their text at its real size. */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** A ref to put on the element, and its width in CSS pixels (`initialWidth` until it was measured). */
export function useElementWidth<T extends HTMLElement>(
  initialWidth: number,
): [reference: RefObject<T | null>, width: number] {
  const reference = useRef<T>(null);
  const [width, setWidth] = useState(initialWidth);
  useLayoutEffect(() => {
    const element = reference.current;
    if (!element) return;
    const measure = () => {
      // A hidden panel has no width; keeping the last one avoids a jump when it is shown again.
      if (element.clientWidth > 0) setWidth(element.clientWidth);
    };
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [reference, width];
}
