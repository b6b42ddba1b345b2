/** One bar a class with its share as a number, in an order that never changes while the numbers do. */
import "./class-bars.css";

export interface ClassBar {
  id: string | number;
  name: string;
  colour: string;
  /** 0 to 1; absent where nothing is known. */
  value: number | undefined;
}

export interface ClassBarsProps {
  rows: readonly ClassBar[];
  /** What the bars show, for screen readers. */
  label: string;
  formatValue?: (value: number) => string;
  /** Stands where a value is absent. */
  unknown?: string;
}

export function ClassBars({ rows, label, formatValue = wholePercent, unknown = "" }: ClassBarsProps) {
  const largest = rows.reduce((most, { value = 0 }) => Math.max(most, value), 0);
  // Of equals nobody leads.
  const leader =
    largest > 0 && rows.filter(({ value }) => value === largest).length === 1 ? largest : undefined;
  return (
    <ul class="class-bars" aria-label={label}>
      {rows.map(({ id, name, colour, value }) => (
        <li
          key={id}
          class="class-bar"
          data-leading={value !== undefined && value === leader ? "" : undefined}
          style={{ "--hue": colour }}
        >
          <span class="class-bar-name" title={name} dir="auto">
            {name}
          </span>
          <span class="class-bar-value">{value === undefined ? unknown : formatValue(value)}</span>
          <span class="class-bar-track" aria-hidden="true">
            {/* Scaling is done by the compositor, so a bar moves smoothly while the page is busy. */}
            <span class="class-bar-fill" style={{ transform: `scaleX(${barLength(value ?? 0)})` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The share of the track that is filled: always drawable, whatever the number. */
export function barLength(value: number): number {
  return Number.isFinite(value) ? Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000 : 0;
}

/** Whole percent, but never 100 for what is less than certain. */
export function wholePercent(value: number): string {
  const percent = Math.round(value * 100);
  const honest = percent === 100 && value < 0.9995 ? 99 : percent;
  return `${Number.isFinite(honest) ? honest : 0}%`;
}
