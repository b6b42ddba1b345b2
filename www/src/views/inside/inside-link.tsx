/** A place of the network that leads there: a real address, so that it can be copied or opened elsewhere. */
import type { ComponentChildren } from "preact";
import { addressFromPlace } from "../../state/inside/address";
import { type InsidePlace, placeKey } from "../../state/inside/inside-state";
import { useApp } from "../app-context";
import { rememberOrigin } from "./zoom";

export interface InsideLinkProps {
  place: InsidePlace;
  children?: ComponentChildren;
  class?: string;
  label?: string | undefined;
  title?: string | undefined;
  style?: Record<string, string | undefined>;
  tabIndex?: 0 | -1;
  isCurrent?: boolean;
  /** Hears of the pointer and of the focus alike. */
  onPoint?: (isPointed: boolean) => void;
  onFocus?: () => void;
}

export function InsideLink(props: InsideLinkProps) {
  const { place, children, label, title, style, tabIndex, isCurrent, onPoint, onFocus } = props;
  const { select, intents } = useApp();
  const { layers } = select.inside.peek();
  return (
    <a
      class={props.class}
      href={addressFromPlace(place, layers)}
      aria-label={label}
      title={title}
      style={style}
      tabIndex={tabIndex}
      aria-current={isCurrent ? "page" : undefined}
      data-place={placeKey(place)}
      draggable={false}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        rememberOrigin(event.currentTarget.getBoundingClientRect());
        intents.inside.goTo(place);
      }}
      onPointerEnter={onPoint && (() => onPoint(true))}
      onPointerLeave={onPoint && (() => onPoint(false))}
      onFocus={() => {
        onPoint?.(true);
        onFocus?.();
      }}
      onBlur={onPoint && (() => onPoint(false))}
    >
      {children}
    </a>
  );
}
