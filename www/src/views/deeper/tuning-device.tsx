/** On which device blocks learn, and why. */
import type { TuningChoice } from "../../state/deeper/deeper-state";
import { text } from "../../text";
import { deeperText } from "../../text/deeper";
import { useApp } from "../app-context";

/** Nothing where they have not begun to in an engine that knows the graphics processor. */
export function TuningDevice() {
  const { tuningDevice } = useApp().select.deeper.value;
  return tuningDevice ? <p>{tuningDeviceInWords(tuningDevice)}</p> : null;
}

export function tuningDeviceInWords(choice: TuningChoice): string {
  const { why } = choice;
  const said = deeperText.tuningDevice(choice);
  return why.because === "refused" ? `${said} ${text.problems.deviceReason(why)}` : said;
}
