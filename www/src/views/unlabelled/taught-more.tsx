/** Stands beside a number of pictures and says where others, only supposed, teach as well; fetched where they do. */
import { useApp } from "../app-context";
import { lazily } from "../shared/lazily";

const note = lazily(async () => (await import("./parts")).TeachingNote);

export function TaughtMore() {
  return useApp().select.unlabelled.value.teaching ? <note.View /> : null;
}
