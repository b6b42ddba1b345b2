/** The kinds of control among the settings, each with its name, its sentence, and the way back to its default. */
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { settingsText } from "../../text/settings";
import "../../style/settings.css";

interface Words {
  name: string;
  help: string;
}

/** What a setting is until the learner says otherwise. */
interface Standard<Value> {
  value: Value;
  name: string;
}

export interface NumberFieldProps {
  words: Words;
  value: number | undefined;
  from: number;
  to: number;
  isWhole?: boolean;
  emptyWord?: string;
  standard?: number | undefined;
  onChange: (value: number) => void;
  onEmpty?: () => void;
}

/** Takes a number when the field is left, and only one within range; otherwise the old one stays. */
export function NumberField(props: NumberFieldProps) {
  const { words, value, from, to, isWhole, emptyWord, standard, onChange, onEmpty } = props;
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
  const restore = () => (standard === undefined ? onEmpty?.() : onChange(standard));
  const hasStandard = standard !== undefined || emptyWord !== undefined;
  return (
    <Field
      words={words}
      standardName={hasStandard && value !== standard ? (standard ?? emptyWord) : undefined}
      onRestore={restore}
    >
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
  choices: readonly Standard<Value>[];
  standard: Value;
  /** For the moment. */
  isDisabled?: boolean;
  onChange: (value: Value) => void;
}

export function ChoiceField<Value extends string>(props: ChoiceFieldProps<Value>) {
  const { words, value, choices, standard, isDisabled, onChange } = props;
  const standardName = choices.find((choice) => choice.value === standard)?.name;
  return (
    <Field
      words={words}
      standardName={value === standard || isDisabled ? undefined : standardName}
      onRestore={() => onChange(standard)}
    >
      {(ids) => (
        <select
          class="select"
          id={ids.control}
          aria-describedby={ids.help}
          value={value}
          disabled={isDisabled}
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
  /** Why it cannot be switched; it is off then. */
  missing?: string | undefined;
  onChange: (value: boolean) => void;
}

/** It is its own way back. */
export function SwitchField({ words, value, missing, onChange }: SwitchFieldProps) {
  const isOn = value && missing === undefined;
  return (
    <Field words={missing === undefined ? words : { ...words, help: missing }}>
      {(ids) => (
        <input
          class="switch"
          type="checkbox"
          role="switch"
          id={ids.control}
          aria-describedby={ids.help}
          checked={isOn}
          aria-checked={isOn}
          // It stays in the order of the tab key, so that whoever hears of it also hears why.
          aria-disabled={missing !== undefined}
          onClick={(event) => missing !== undefined && event.preventDefault()}
          onChange={(event) => missing === undefined && onChange(event.currentTarget.checked)}
        />
      )}
    </Field>
  );
}

interface FieldProps {
  words: Words;
  /** What it would go back to; absent while it is there. */
  standardName?: string | number | undefined;
  onRestore?: () => void;
  children: (ids: { control: string; help: string }) => ComponentChildren;
}

export function Field({ words, standardName, onRestore, children }: FieldProps) {
  const id = useId();
  const ids = { control: `${id}-control`, help: `${id}-help` };
  const restore = () => {
    // The button goes away with the difference, and the focus must not go with it.
    document.getElementById(ids.control)?.focus();
    onRestore?.();
  };
  return (
    <div class="setting">
      <label for={ids.control}>{words.name}</label>
      {children(ids)}
      <p class="quiet">
        <span id={ids.help}>{words.help}</span>{" "}
        {standardName !== undefined && (
          <button
            type="button"
            class="link-button"
            aria-label={`${words.name}: ${settingsText.backTo(String(standardName))}`}
            onClick={restore}
          >
            {settingsText.backTo(String(standardName))}
          </button>
        )}
      </p>
    </div>
  );
}
