/** A hook that gives the focus a new place when what had it is taken off the page, so that a keyboard goes on there. */
import { useEffect, useRef } from "preact/hooks";

/** Gives what takes the focus, from the number of the part that had it. */
export type NearestTo = (place: HTMLElement, partIndex: number) => HTMLElement | null | undefined;

/** `nearestTo` must stay the same function. */
export function useKeptFocus(partSelector: string, nearestTo: NearestTo) {
  const place = useRef<HTMLElement>(null);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let focused: Element | undefined;
    let partIndex = 0;

    const remember = (event: FocusEvent) => {
      if (!(event.target instanceof Element)) return;
      focused = event.target;
      const parts = [...element.querySelectorAll(partSelector)];
      partIndex = Math.max(
        0,
        parts.findIndex((part) => focused !== undefined && part.contains(focused)),
      );
    };
    // Leaving on purpose forgets it; some browsers also say so of what is being removed.
    const forget = (event: FocusEvent) => {
      if (event.relatedTarget !== null) focused = undefined;
    };
    const observer = new MutationObserver(() => {
      if (!focused || focused.isConnected) return;
      focused = undefined;
      if (document.activeElement === document.body) nearestTo(element, partIndex)?.focus();
    });

    element.addEventListener("focusin", remember);
    element.addEventListener("focusout", forget);
    observer.observe(element, { childList: true, subtree: true });
    return () => {
      element.removeEventListener("focusin", remember);
      element.removeEventListener("focusout", forget);
      observer.disconnect();
    };
  }, [partSelector, nearestTo]);

  return place;
}
