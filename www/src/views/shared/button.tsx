/** The page's buttons: with words, or with an icon whose words are its label and its tooltip. */
import type { ComponentChildren, Ref } from "preact";

export interface ButtonProps {
  children: ComponentChildren;
  onClick: () => void;
  look?: "plain" | "primary" | "quiet";
  isDisabled?: boolean;
  isPressed?: boolean | undefined;
  /** Names the element that says why the button is disabled. */
  describedBy?: string | undefined;
  label?: string;
}

export function Button({
  look = "plain",
  isDisabled,
  isPressed,
  describedBy,
  label,
  onClick,
  children,
}: ButtonProps) {
  return (
    <button
      type="button"
      class="button"
      data-look={look}
      aria-disabled={isDisabled ? "true" : undefined}
      aria-pressed={isPressed}
      aria-describedby={describedBy}
      aria-label={label}
      onClick={() => {
        // Stays focusable while disabled, so that a keyboard never loses its place.
        if (!isDisabled) onClick();
      }}
    >
      {children}
    </button>
  );
}

export interface IconButtonProps {
  label: string;
  children: ComponentChildren;
  onClick: () => void;
  isDisabled?: boolean;
  isPressed?: boolean | undefined;
  isExpanded?: boolean | undefined;
  buttonRef?: Ref<HTMLButtonElement>;
}

export function IconButton(props: IconButtonProps) {
  const { label, children, onClick, isDisabled, isPressed, isExpanded, buttonRef } = props;
  return (
    <button
      ref={buttonRef}
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      aria-disabled={isDisabled ? "true" : undefined}
      aria-pressed={isPressed}
      aria-expanded={isExpanded}
      onClick={() => {
        if (!isDisabled) onClick();
      }}
    >
      {children}
    </button>
  );
}
