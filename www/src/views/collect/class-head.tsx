/** A class's name, which is edited where it stands, its count, and the buttons that add pictures. */
import { useRef, useState } from "preact/hooks";
import type { Example, LearnerClass } from "../../state/app-state";
import { text } from "../../text";
import { useApp } from "../app-context";
import { GripIcon } from "../shared/icons";
import { ClassTools } from "./class-tools";
import { SelectionTools } from "./selection-tools";

export interface ClassHeadProps {
  item: LearnerClass;
  index: number;
  numClasses: number;
  examples: readonly Example[];
  onDragStart: (event: DragEvent) => void;
}

export function ClassHead({ item, index, numClasses, examples, onDragStart }: ClassHeadProps) {
  const { select } = useApp();
  const { exampleIds } = select.selection.value;
  const numWaiting = examples.filter((example) => !example.isEmbedded).length;
  const selected = examples.filter((example) => exampleIds.has(example.id)).map((example) => example.id);
  return (
    <div class="class-head">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: for mice only; the menu moves classes as well. */}
      <span class="class-grip" draggable title={text.collect.dragClass(item.name)} onDragStart={onDragStart}>
        <GripIcon />
      </span>
      <span class="swatch" />
      <ClassName item={item} />
      {selected.length > 0 ? (
        <span class="class-count class-selected">{text.collect.selected(selected.length)}</span>
      ) : (
        <span class="class-count">
          {examples.length}
          {numWaiting > 0 && <span class="class-waiting">{text.collect.waitingOf(numWaiting)}</span>}
        </span>
      )}
      <span class="class-tools">
        {selected.length > 0 ? (
          <SelectionTools classId={item.id} selected={selected} />
        ) : (
          <ClassTools item={item} index={index} numClasses={numClasses} />
        )}
      </span>
    </div>
  );
}

/** A field that looks like a heading until it is used: nothing to open, nothing to confirm. */
function ClassName({ item }: { item: LearnerClass }) {
  const { intents } = useApp();
  const [draft, setDraft] = useState<string | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  const shown = draft ?? item.name;
  // Leaving the field may follow Escape before the page was drawn again.
  const isCancelled = useRef(false);
  const commit = () => {
    if (draft !== undefined && !isCancelled.current) intents.classes.rename(item.id, draft);
    setDraft(undefined);
  };
  return (
    <span class="class-name" data-shown={shown}>
      <input
        ref={input}
        class="class-name-input"
        value={shown}
        size={1}
        dir="auto"
        maxLength={80}
        spellcheck={false}
        autocomplete="off"
        aria-label={text.collect.rename(item.name)}
        onFocus={(event) => {
          isCancelled.current = false;
          event.currentTarget.select();
        }}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") input.current?.blur();
          if (event.key === "Escape") {
            isCancelled.current = true;
            input.current?.blur();
          }
        }}
      />
    </span>
  );
}
