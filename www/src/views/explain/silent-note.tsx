/** Says that what is shown is with all channels, while some are silenced where one sees what is lost without them. */
import { evidenceText } from "../../text/evidence";
import { useApp } from "../app-context";

export interface SilentNoteProps {
  /** Number of the layer on view, on which only silent channels before it have an effect; absent for the answer. */
  before?: number;
}

export function SilentNote({ before = Number.POSITIVE_INFINITY }: SilentNoteProps) {
  const { silenced } = useApp().select.neuron.value;
  const number = silenced.filter(({ layer }) => layer < before).length;
  if (number === 0) return null;
  return <p class="quiet">{evidenceText.silentNote(number, Number.isFinite(before))}</p>;
}
