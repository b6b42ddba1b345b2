/** A sentence, a hairline that fills, and a button: progress that does not ask for attention. */
import type { ComponentChildren } from "preact";

export interface ProgressLineProps {
  label: string;
  detail?: string | undefined;
  done: number;
  /** Absent where the end is not known; the hairline then only says that something goes on. */
  total: number | undefined;
  children?: ComponentChildren;
}

export function ProgressLine({ label, detail, done, total, children }: ProgressLineProps) {
  const share = total === undefined || total === 0 ? undefined : Math.min(1, done / total);
  return (
    <div class="progress-line">
      <span>{label}</span>
      {detail !== undefined && <span class="quiet">{detail}</span>}
      <span class="spring" />
      {children}
      <progress class="visually-hidden" aria-label={label} max={1} value={share} />
      <span class="progress-track" aria-hidden="true" data-endless={share === undefined ? "" : undefined}>
        <span class="progress-fill" style={{ transform: `scaleX(${share ?? 1})` }} />
      </span>
    </div>
  );
}
