/** An arrow to one of four sides, drawn like the page's other icons. */
import { IconFrame } from "../shared/icons";

export function ArrowIcon({ rows, columns }: { rows: number; columns: number }) {
  const degrees = (Math.atan2(rows, columns) * 180) / Math.PI;
  return (
    <IconFrame>
      <path transform={`rotate(${degrees} 8 8)`} d="M3 8h10M9 4l4 4-4 4" />
    </IconFrame>
  );
}
