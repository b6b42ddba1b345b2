/** A part of the panel under its own small heading. */
import type { ComponentChildren } from "preact";

export interface PartProps {
  title: string;
  /** What is to be seen, in a sentence or two. */
  help?: string | undefined;
  /** Beside the heading. */
  tools?: ComponentChildren;
  children: ComponentChildren;
}

export function Part({ title, help, tools, children }: PartProps) {
  return (
    <section class="learning-part" aria-label={title}>
      <header>
        <h3>{title}</h3>
        {tools}
      </header>
      {help !== undefined && <p class="quiet learning-help">{help}</p>}
      {children}
    </section>
  );
}

export interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; name: string }[];
  onChange: (value: Value) => void;
}

/** A field that is small enough to stand beside a heading. */
export function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <label class="learning-choice">
      <span class="quiet">{label}</span>
      <select
        class="select"
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.currentTarget.value);
          if (chosen) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </label>
  );
}
