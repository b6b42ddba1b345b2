/** Layers seen from the front, and one that opens. */
import { IconFrame } from "../shared/icons";

export function InsideIcon() {
  return (
    <IconFrame>
      <path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />
      <path d="M8 6v4M6 8h4" />
    </IconFrame>
  );
}
