/** What one part adds to a sum, as a bar to the right or to the left of nothing. */
export function ShareBar({ value, largest }: { value: number; largest: number }) {
  const share = largest > 0 ? Math.min(1, Math.abs(value) / largest) : 0;
  return (
    <span class="share-bar" aria-hidden="true" data-sign={value < 0 ? "against" : "for"}>
      <span style={{ width: `${(50 * share).toFixed(2)}%` }} />
    </span>
  );
}
