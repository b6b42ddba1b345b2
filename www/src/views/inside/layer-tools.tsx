/** How the channels of a layer are sorted, and whether they share a scale of colours. */
import type { ChannelSort } from "../../state/inside/inside-state";
import { insideText } from "../../text/inside";
import { useApp } from "../app-context";

const SORTS = ["contrast", "mean", "number", "strength", "variance"] as const;

const CLASS_PREFIX = "class ";

export function LayerTools() {
  const { select, intents } = useApp();
  const { sort, isOneScale } = select.inside.value;
  const classes = select.classes.value;
  const { hasHead } = select.training.value;
  const hasPictures = select.examples.value.size > 0;
  const chosen = sort.by === "class" ? `${CLASS_PREFIX}${sort.classId}` : sort.by;
  const chosenClass = sort.by === "class" ? classes.find(({ id }) => id === sort.classId) : undefined;
  const help =
    sort.by === "class" ? insideText.sortClassHelp(chosenClass?.name ?? "") : insideText.sortHelp[sort.by];
  return (
    <div class="layer-tools">
      <label class="layer-sort">
        <span class="quiet">{insideText.sortBy}</span>
        <select
          class="select"
          value={chosen}
          onChange={(event) => {
            const wanted = sortFromValue(event.currentTarget.value);
            if (wanted) intents.inside.sort(wanted);
          }}
        >
          {SORTS.map((by) => (
            <option key={by} value={by} disabled={!hasPictures && (by === "strength" || by === "variance")}>
              {insideText.sorts[by]}
            </option>
          ))}
          {hasHead &&
            classes.length > 1 &&
            classes.map(({ id, name }) => (
              <option key={id} value={`${CLASS_PREFIX}${id}`}>
                {insideText.sortClass(name)}
              </option>
            ))}
        </select>
      </label>
      <label class="layer-scale" title={insideText.oneScaleHelp}>
        <input
          type="checkbox"
          class="switch"
          role="switch"
          aria-checked={isOneScale}
          checked={isOneScale}
          onChange={(event) => intents.inside.useOneScale(event.currentTarget.checked)}
        />
        {insideText.oneScale}
      </label>
      <p class="quiet layer-sort-help">{help}</p>
    </div>
  );
}

function sortFromValue(value: string): ChannelSort | undefined {
  if (value.startsWith(CLASS_PREFIX))
    return { by: "class", classId: Number(value.slice(CLASS_PREFIX.length)) };
  const by = SORTS.find((sort) => sort === value);
  return by && { by };
}
