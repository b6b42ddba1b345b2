/** A setting with a handle, heard while it is moved, so that what it does can be watched. */
import { useId } from "preact/hooks";

export interface SliderProps {
  name: string;
  help: string;
  value: number;
  from: number;
  to: number;
  step: number;
  shown: string;
  /** What a screen reader says while it is moved. */
  spoken?: string;
  onChange(value: number): void;
}

export function Slider({ name, help, value, from, to, step, shown, spoken, onChange }: SliderProps) {
  const id = useId();
  return (
    <div class="pile-slider">
      <label for={id}>{name}</label>
      <output class="numbers" for={id}>
        {shown}
      </output>
      <input
        type="range"
        id={id}
        aria-describedby={`${id}-help`}
        aria-valuetext={spoken ?? shown}
        min={from}
        max={to}
        step={step}
        value={value}
        onInput={(event) => onChange(Number(event.currentTarget.value))}
      />
      <p class="quiet" id={`${id}-help`}>
        {help}
      </p>
    </div>
  );
}
