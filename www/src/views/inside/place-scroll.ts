/** Every place of the network is seen from its beginning, and on the way back from where the learner left it. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { type InsidePlace, placeKey } from "../../state/inside/inside-state";
import { useApp } from "../app-context";

/** Later the learner has begun to look elsewhere. */
const LONGEST_WAIT_MILLIS = 2000;

/** Walking over the values of one map is no change of place. */
function viewKey(place: InsidePlace): string {
  return place.at === "value" ? `value ${place.layer} ${place.channel}` : placeKey(place);
}

export function usePlaceScroll(place: InsidePlace, panel: { current: HTMLElement | null }): void {
  const { select } = useApp();
  const key = viewKey(place);
  const last = useRef<string | undefined>(undefined);
  const left = useRef(new Map<string, number>());

  useEffect(() => {
    const column = columnOf(panel.current);
    const onScroll = () => {
      if (column && last.current !== undefined) left.current.set(last.current, column.scrollTop);
    };
    column?.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      column?.removeEventListener("scroll", onScroll);
    };
  }, []);

  useLayoutEffect(() => {
    if (last.current === key) return undefined;
    last.current = key;
    const known = select.inside.peek().cameByAddress ? left.current.get(key) : undefined;
    const [column, own] = [columnOf(panel.current), panel.current];
    if (!column || !own) return undefined;
    const above = own.getBoundingClientRect().top - column.getBoundingClientRect().top;
    const beginning = Math.max(
      0,
      column.scrollTop + above - Number.parseFloat(getComputedStyle(column).paddingTop),
    );
    if (known === undefined) column.scrollTop = Math.min(column.scrollTop, beginning);
    else return scrollWhenThere(column, own, known);
    return undefined;
  }, [key]);
}

/** What is far down may have to be drawn first. Gives what ends waiting for it. */
function scrollWhenThere(
  column: HTMLElement,
  content: HTMLElement,
  scrollTop: number,
): (() => void) | undefined {
  column.scrollTop = scrollTop;
  if (column.scrollTop >= scrollTop - 1 || typeof ResizeObserver === "undefined") return undefined;
  const observer = new ResizeObserver(() => {
    column.scrollTop = scrollTop;
    if (column.scrollTop >= scrollTop - 1) observer.disconnect();
  });
  observer.observe(content);
  const timer = setTimeout(() => observer.disconnect(), LONGEST_WAIT_MILLIS);
  return () => {
    observer.disconnect();
    clearTimeout(timer);
  };
}

function columnOf(panel: HTMLElement | null): HTMLElement | null {
  return panel?.closest<HTMLElement>(".column") ?? null;
}
