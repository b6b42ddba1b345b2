/** A hook that gives a blob an address for as long as someone looks at it. */
import { useEffect, useMemo } from "preact/hooks";

/** Addresses in use, shared: the same picture may be seen in several places at once. */
const shared = new Map<Blob, { url: string; viewers: number }>();

/** Making an address takes most of a millisecond, so scrolling back must not make them all anew. */
const MOST_KEPT = 600;

/** Made while drawing and not after it, so that a picture is there with the first frame. */
export function useObjectUrl(blob: Blob | undefined): string | undefined {
  const url = useMemo(() => blob && taken(blob), [blob]);
  useEffect(() => () => blob && givenBack(blob), [blob]);
  return url;
}

function taken(blob: Blob): string {
  const entry = shared.get(blob) ?? { url: URL.createObjectURL(blob), viewers: 0 };
  entry.viewers += 1;
  shared.set(blob, entry);
  return entry.url;
}

function givenBack(blob: Blob): void {
  const entry = shared.get(blob);
  if (!entry) return;
  entry.viewers -= 1;
  if (entry.viewers > 0) return;
  // To the end of the line: those that nobody has looked at for longest go first.
  shared.delete(blob);
  shared.set(blob, entry);
  if (shared.size > MOST_KEPT) letGoOfUnseen();
}

function letGoOfUnseen(): void {
  for (const [blob, { url, viewers }] of shared) {
    if (shared.size <= MOST_KEPT) return;
    if (viewers > 0) continue;
    shared.delete(blob);
    URL.revokeObjectURL(url);
  }
}
