/** The kinds of control in the advanced drawer, each with its name and its sentence. */
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";

interface Words {
  name: string;
  help: string;
}

export interface NumberFieldProps {
  words: Words;
  value: number | undefined;
  from: number;
  to: number;
  isWhole?: boolean;
  emptyWord?: string;
  onChange: (value: number) => void;
  onEmpty?: () => void;
}

/** Takes a number when the field is left, and only one within range; otherwise the old one stays. */
export function NumberField(props: NumberFieldProps) {
  const { words, value, from, to, isWhole, emptyWord, onChange, onEmpty } = props;
  const [draft, setDraft] = useState<string | undefined>(undefined);
  const commit = () => {
    if (draft === undefined) return;
    setDraft(undefined);
    if (draft.trim() === "") {
      onEmpty?.();
      return;
    }
    const typed = Number(draft);
    if (!Number.isFinite(typed)) return;
    const fitting = Math.min(to, Math.max(from, isWhole ? Math.round(typed) : typed));
    if (fitting !== value) onChange(fitting);
  };
  return (
    <Field words={words}>
      {(ids) => (
        <input
          class="field"
          type="text"
          inputMode="decimal"
          autocomplete="off"
          id={ids.control}
          aria-describedby={ids.help}
          placeholder={emptyWord}
          value={draft ?? value ?? ""}
          onInput={(event) => setDraft(event.currentTarget.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === "Enter") commit();
            if (event.key === "Escape") setDraft(undefined);
          }}
        />
      )}
    </Field>
  );
}

export interface ChoiceFieldProps<Value extends string> {
  words: Words;
  value: Value;
  choices: readonly { value: Value; name: string }[];
  onChange: (value: Value) => void;
}

export function ChoiceField<Value extends string>({
  words,
  value,
  choices,
  onChange,
}: ChoiceFieldProps<Value>) {
  return (
    <Field words={words}>
      {(ids) => (
        <select
          class="select"
          id={ids.control}
          aria-describedby={ids.help}
          value={value}
          onChange={(event) => {
            const chosen = choices.find((choice) => choice.value === event.currentTarget.value);
            if (chosen) onChange(chosen.value);
          }}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export interface SwitchFieldProps {
  words: Words;
  value: boolean;
  onChange: (value: boolean) => void;
}

export function SwitchField({ words, value, onChange }: SwitchFieldProps) {
  return (
    <Field words={words}>
      {(ids) => (
        <input
          class="switch"
          type="checkbox"
          role="switch"
          id={ids.control}
          aria-describedby={ids.help}
          checked={value}
          aria-checked={value}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )}
    </Field>
  );
}

interface FieldProps {
  words: Words;
  children: (ids: { control: string; help: string }) => ComponentChildren;
}

export function Field({ words, children }: FieldProps) {
  const id = useId();
  const ids = { control: `${id}-control`, help: `${id}-help` };
  return (
    <div class="setting">
      <label for={ids.control}>{words.name}</label>
      {children(ids)}
      <p class="quiet" id={ids.help}>
        {words.help}
      </p>
    </div>
  );
}
