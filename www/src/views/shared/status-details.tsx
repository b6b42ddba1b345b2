/** Something in the status line that says more in a panel above it, which Escape or a click elsewhere closes. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

export interface StatusDetailsProps {
  summary: ComponentChildren;
  /** A function is called only while the panel is open. */
  children: ComponentChildren | (() => ComponentChildren);
}

export function StatusDetails({ summary, children }: StatusDetailsProps) {
  const place = useRef<HTMLDetailsElement>(null);
  const [isOpen, setIsOpen] = useState(false);

  useEffect(() => {
    const close = () => {
      if (place.current) place.current.open = false;
    };
    const onPointer = (event: Event) => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) close();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !place.current?.open) return;
      close();
      place.current.querySelector("summary")?.focus();
    };
    document.addEventListener("pointerdown", onPointer);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onPointer);
      document.removeEventListener("keydown", onKey);
    };
  }, []);

  return (
    <details ref={place} class="status-details" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary class="status-item">{summary}</summary>
      <div class="status-panel">{typeof children === "function" ? isOpen && children() : children}</div>
    </details>
  );
}
