/** Pictures that were pasted. */
import { sourceFilesFromPicker } from "./files";
import type { SourceFile } from "./picture";

/** Empty when the clipboard holds text or nothing, so that a paste into a text field stays one. */
export function sourceFilesFromPaste(event: Pick<ClipboardEvent, "clipboardData">): SourceFile[] {
  return sourceFilesFromPicker(event.clipboardData?.files ?? []);
}
