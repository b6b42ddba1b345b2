/** The icon for one fewer, as thin as the page's others. */

export function MinusIcon() {
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
      aria-hidden="true"
    >
      <path d="M3 8h10" />
    </svg>
  );
}
