/** Walking through a list of pictures with the arrow keys, row by row as it is laid out. */

/** How many places a key leads on; undefined for keys that mean something else. */
export function stepFromKey(key: string, columns: number, total: number): number | undefined {
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    Home: -total,
    End: total,
  };
  return steps[key];
}

/** Gives the focus to the picture at this place, once it is drawn there. */
export function keepFocusAt(list: HTMLElement | null, index: number): void {
  requestAnimationFrame(() =>
    list?.querySelector<HTMLElement>(`li:nth-child(${index + 1}) .pile-picture`)?.focus(),
  );
}
