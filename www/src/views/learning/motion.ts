/** Hooks for what the reader's system wishes: less motion, and light or dark. */
import { useEffect, useState } from "preact/hooks";
import { useApp } from "../app-context";

export function useReducedMotion(): boolean {
  return useMedia("(prefers-reduced-motion: reduce)");
}

/** Changes whenever colours of the style sheet may have changed. */
export function useAppearanceKey(): string {
  const isDark = useMedia("(prefers-color-scheme: dark)");
  return `${useApp().select.appearance.value} ${isDark}`;
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => typeof matchMedia === "function" && matchMedia(query).matches);
  useEffect(() => {
    if (typeof matchMedia !== "function") return;
    const media = matchMedia(query);
    const follow = () => setMatches(media.matches);
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, [query]);
  return matches;
}
