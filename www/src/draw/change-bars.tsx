/** Two bars a class, before and after a change, with the change as a number. */
import { barLength } from "./class-bars";
import "./neuron-drawings.css";

export interface ChangeBar {
  id: number;
  name: string;
  colour: string;
  /** 0 to 1 both. */
  before: number;
  after: number;
  shares: string;
  change: string;
  /** The whole row for those who listen. */
  label: string;
}

export function ChangeBars({ rows, label }: { rows: readonly ChangeBar[]; label: string }) {
  return (
    <ul class="change-bars" aria-label={label}>
      {rows.map((row) => (
        <li key={row.id} style={{ "--hue": row.colour }}>
          <span class="visually-hidden">{row.label}</span>
          <span class="change-bar-name" aria-hidden="true" title={row.name} dir="auto">
            {row.name}
          </span>
          <span class="change-bar-track" aria-hidden="true">
            <span class="change-bar-before" style={{ transform: `scaleX(${barLength(row.before)})` }} />
            <span class="change-bar-after" style={{ transform: `scaleX(${barLength(row.after)})` }} />
          </span>
          <span class="change-bar-shares quiet numbers" aria-hidden="true">
            {row.shares}
          </span>
          <b class="change-bar-change numbers" aria-hidden="true">
            {row.change}
          </b>
        </li>
      ))}
    </ul>
  );
}
