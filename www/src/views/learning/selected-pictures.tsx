/** What can be done with the pictures that were selected on the map or in a list. */
import { learningText } from "../../text/learning";
import { useApp } from "../app-context";
import { SelectionTools } from "../collect/selection-tools";

/** No class has this number, so that pictures of several classes may go to any. */
const NO_CLASS = -1;

export function SelectedPictures() {
  const { select } = useApp();
  const examples = select.examples.value;
  const selected = [...select.selection.value.exampleIds].filter((id) => examples.has(id));
  if (selected.length === 0) return null;
  const classIds = new Set(selected.map((id) => examples.get(id)?.classId));
  const [only, ...others] = [...classIds];
  return (
    <div class="selected-pictures">
      <span class="numbers" role="status">
        {learningText.selected(selected.length)}
      </span>
      <SelectionTools
        classId={others.length === 0 && only !== undefined ? only : NO_CLASS}
        selected={selected}
      />
    </div>
  );
}
