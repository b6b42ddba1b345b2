/** The icon for one fewer, as thin as the page's others. */
import { IconFrame } from "../shared/icons";

export function MinusIcon() {
  return (
    <IconFrame>
      <path d="M3 8h10" />
    </IconFrame>
  );
}
