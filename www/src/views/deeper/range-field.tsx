/** A setting with a handle, heard while it is moved, so that what it does can be watched. */
import { Field } from "../train/setting-field";

export interface RangeFieldProps {
  words: { name: string; help: string };
  value: number;
  from: number;
  to: number;
  step: number;
  /** What it may go back to. */
  standard?: number;
  formatValue(value: number): string;
  onChange(value: number): void;
}

export function RangeField({
  words,
  value,
  from,
  to,
  step,
  standard,
  formatValue,
  onChange,
}: RangeFieldProps) {
  const other = value === standard ? undefined : standard;
  return (
    <Field
      words={words}
      standardName={other === undefined ? undefined : formatValue(other)}
      onRestore={() => other !== undefined && onChange(other)}
    >
      {(ids) => (
        <span class="range-field">
          <input
            type="range"
            id={ids.control}
            aria-describedby={ids.help}
            aria-valuetext={formatValue(value)}
            min={from}
            max={to}
            step={step}
            value={value}
            onInput={(event) => onChange(Number(event.currentTarget.value))}
          />
          <span class="numbers" aria-hidden="true">
            {formatValue(value)}
          </span>
        </span>
      )}
    </Field>
  );
}
