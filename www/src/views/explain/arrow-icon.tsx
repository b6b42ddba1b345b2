/** An arrow to one of four sides, drawn like the page's other icons. */

export function ArrowIcon({ rows, columns }: { rows: number; columns: number }) {
  const degrees = (Math.atan2(rows, columns) * 180) / Math.PI;
  return (
    <svg
      class="icon"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path transform={`rotate(${degrees} 8 8)`} d="M3 8h10M9 4l4 4-4 4" />
    </svg>
  );
}
