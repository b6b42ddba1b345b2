/** A number that leads to the sum behind it: a real address, so that it can be copied or opened elsewhere. */
import type { ComponentChildren } from "preact";
import type { LayerInfo } from "../../engine/protocol";
import type { ValuePlace } from "../../state/explain/explain-state";
import { addressFromPlace } from "../../state/inside/address";
import { useApp } from "../app-context";

export interface ValueLinkProps {
  of: ValuePlace;
  layers: readonly LayerInfo[];
  label: string;
  children: ComponentChildren;
  /** In a square of many only one is a stop for the tab key. */
  tabIndex?: 0 | -1;
  onFollow?: () => void;
}

export function ValueLink({ of, layers, label, children, tabIndex, onFollow }: ValueLinkProps) {
  const { intents } = useApp();
  return (
    <a
      class="value-link"
      href={addressFromPlace({ at: "value", ...of }, layers)}
      // The name is the number that is shown, so that it can be spoken.
      aria-description={label}
      title={label}
      tabIndex={tabIndex}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        intents.inside.goTo({ at: "value", ...of });
        onFollow?.();
      }}
    >
      {children}
    </a>
  );
}
