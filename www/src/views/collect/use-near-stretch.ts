/** A hook that says which part of a tall list is near the screen: by arithmetic, because watching every part costs frames. */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";

/** Parts of equal height, counted from 0. */
export interface NearStretch {
  first: number;
  /** The one after the last. */
  end: number;
}

/** Far enough for what scrolls fast to be drawn in time. */
const MARGIN = 500;

/** `pitch` is the height of one part with its gap, in CSS pixels. */
export function useNearStretch(list: RefObject<HTMLElement | null>, pitch: number, numParts: number) {
  const [stretch, setStretch] = useState<NearStretch>({ first: 0, end: 1 });

  const look = () => {
    const element = list.current;
    if (!element) return;
    const next = nearStretch(element.getBoundingClientRect().top, innerHeight, pitch, numParts);
    setStretch((now) => (now.first === next.first && now.end === next.end ? now : next));
  };

  // With the first frame, and after each drawing, because classes may have changed places.
  useLayoutEffect(look, [pitch, numParts]);
  useEffect(look);
  useEffect(() => {
    const watchSize = typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(look);
    // What stands above may grow, and the whole column may be shown after it was hidden.
    const above = list.current?.closest(".collect-body");
    if (above) watchSize?.observe(above);
    // Whatever it is that scrolls: scrolling does not bubble, but it can be captured.
    document.addEventListener("scroll", look, { capture: true, passive: true });
    window.addEventListener("resize", look);
    return () => {
      watchSize?.disconnect();
      document.removeEventListener("scroll", look, { capture: true });
      window.removeEventListener("resize", look);
    };
  }, [pitch, numParts]);

  return stretch;
}

/** `top` is where the list begins, measured from the top of the screen. */
export function nearStretch(top: number, screenHeight: number, pitch: number, numParts: number): NearStretch {
  const within = (part: number) => Math.min(numParts, Math.max(0, part));
  return {
    first: within(Math.floor((-MARGIN - top) / pitch)),
    end: within(Math.ceil((screenHeight + MARGIN - top) / pitch)),
  };
}
