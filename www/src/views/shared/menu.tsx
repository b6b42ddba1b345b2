/** A small panel under its button that closes on Escape, on a click elsewhere and when focus leaves it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "./button";

export interface MenuProps {
  label: string;
  icon: ComponentChildren;
  /** Gets a function that closes the panel and gives focus back to the button. */
  children: (close: () => void) => ComponentChildren;
}

export function Menu({ label, icon, children }: MenuProps) {
  const [isOpen, setIsOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!isOpen) return;
    const closeOutside = (event: Event) => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) setIsOpen(false);
    };
    document.addEventListener("pointerdown", closeOutside);
    document.addEventListener("focusin", closeOutside);
    place.current?.querySelector(".menu-panel")?.scrollIntoView({ block: "nearest" });
    place.current?.querySelector<HTMLElement>(".menu-panel button:not([aria-disabled])")?.focus();
    return () => {
      document.removeEventListener("pointerdown", closeOutside);
      document.removeEventListener("focusin", closeOutside);
    };
  }, [isOpen]);

  const close = () => {
    setIsOpen(false);
    button.current?.focus();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears the keys of the buttons inside.
    <div
      class="menu"
      ref={place}
      onKeyDown={(event) => {
        if (!isOpen) return;
        if (event.key === "Escape") {
          event.stopPropagation();
          close();
        }
        if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(event, place.current);
      }}
    >
      <IconButton label={label} buttonRef={button} isExpanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {icon}
      </IconButton>
      {isOpen && <div class="menu-panel">{children(close)}</div>}
    </div>
  );
}

export interface MenuItemProps {
  icon?: ComponentChildren;
  children: ComponentChildren;
  onClick: () => void;
  isDisabled?: boolean;
  isDangerous?: boolean;
  isPressed?: boolean;
  isExpanded?: boolean;
}

export function MenuItem(props: MenuItemProps) {
  const { icon, children, onClick, isDisabled, isDangerous, isPressed, isExpanded } = props;
  return (
    <button
      type="button"
      class="menu-item"
      data-dangerous={isDangerous ? "" : undefined}
      aria-disabled={isDisabled ? "true" : undefined}
      aria-pressed={isPressed}
      aria-expanded={isExpanded}
      onClick={() => {
        // Stays focusable while disabled, so that a keyboard never loses its place.
        if (!isDisabled) onClick();
      }}
    >
      <span class="menu-item-icon">{icon}</span>
      {children}
    </button>
  );
}

function walk(event: KeyboardEvent, place: HTMLElement | null): void {
  const items = [...(place?.querySelectorAll<HTMLElement>(".menu-item") ?? [])];
  const index = items.indexOf(document.activeElement as HTMLElement);
  if (items.length === 0) return;
  event.preventDefault();
  const next = index + (event.key === "ArrowDown" ? 1 : -1);
  items[(next + items.length) % items.length]?.focus();
}
