/** A hook that gives a blob an address for as long as someone looks at it. */
import { useEffect, useState } from "preact/hooks";

/** Addresses in use, shared: the same picture may be seen in several places at once. */
const shared = new Map<Blob, { url: string; viewers: number }>();

export function useObjectUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string | undefined>(undefined);
  useEffect(() => {
    if (!blob) {
      setUrl(undefined);
      return;
    }
    const entry = shared.get(blob) ?? { url: URL.createObjectURL(blob), viewers: 0 };
    entry.viewers += 1;
    shared.set(blob, entry);
    setUrl(entry.url);
    return () => {
      entry.viewers -= 1;
      if (entry.viewers > 0) return;
      shared.delete(blob);
      URL.revokeObjectURL(entry.url);
    };
  }, [blob]);
  return url;
}
