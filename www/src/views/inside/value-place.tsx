/** The view of one value, at the place where the learner is. */
import { useApp } from "../app-context";
import { ValueView } from "../explain/value-view";

export function ValuePlace() {
  const { place } = useApp().select.inside.value;
  if (place.at !== "value") return null;
  const { layer, channel, row, column } = place;
  return <ValueView layer={layer} channel={channel} row={row} column={column} />;
}
