/** A part of the view under its own small heading, and the same when there is only a failure to tell. */
import type { ComponentChildren } from "preact";
import type { EngineError } from "../../engine/protocol";
import { text } from "../../text";

export interface SectionProps {
  title: string;
  /** Beside the heading. */
  tools?: ComponentChildren;
  children: ComponentChildren;
}

export function Section({ title, tools, children }: SectionProps) {
  return (
    <section class="neuron-part" aria-label={title}>
      <header>
        <h3>{title}</h3>
        {tools}
      </header>
      {children}
    </section>
  );
}

export function Failed({ title, error }: { title: string; error: EngineError }) {
  return (
    <Section title={title}>
      <Problem error={error} />
    </Section>
  );
}

export function Problem({ error }: { error: EngineError }) {
  return (
    <p class="neuron-problem" role="alert">
      {text.problems.problem({ kind: "engine", error })}
    </p>
  );
}
