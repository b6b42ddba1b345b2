/** Files and folders that were dropped or picked, as one flat list with the paths they had. */
import type { SourceFile } from "./picture";

/** What `sourceFilesFromDataTransfer` needs of a `DataTransfer`. */
export interface DroppedItems {
  items: ArrayLike<Pick<DataTransferItem, "kind" | "getAsFile" | "webkitGetAsEntry">>;
  files: ArrayLike<File>;
}

/** Walks dropped folders to their ends. Must be called while the drop event is handled: later the list is gone. */
export async function sourceFilesFromDataTransfer(dataTransfer: DroppedItems): Promise<SourceFile[]> {
  const roots: (FileSystemEntry | SourceFile)[] = [];
  for (const item of Array.from(dataTransfer.items)) {
    if (item.kind !== "file") continue;
    const entry = item.webkitGetAsEntry?.();
    if (entry) {
      roots.push(entry);
      continue;
    }
    const file = item.getAsFile();
    if (file !== null) roots.push({ path: file.name, blob: file });
  }
  if (roots.length === 0) return sourceFilesFromPicker(dataTransfer.files);
  return walk(roots);
}

/** For the file picker, and for the folder picker, which tells each file's path but in no order of its own. */
export function sourceFilesFromPicker(files: ArrayLike<File>): SourceFile[] {
  const found = Array.from(files, (file) => ({ path: file.webkitRelativePath || file.name, blob: file }));
  return found.sort((a, b) => a.path.localeCompare(b.path, undefined, { numeric: true }));
}

/** A stack instead of recursion, so that folders may be nested as deep as they like. */
async function walk(roots: (FileSystemEntry | SourceFile)[]): Promise<SourceFile[]> {
  const found: SourceFile[] = [];
  const waiting = [...roots].reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if ("blob" in next) {
      found.push(next);
    } else if (next.isDirectory) {
      const path = pathOf(next);
      const children = await childrenOf(next as FileSystemDirectoryEntry);
      if (children === undefined) found.push({ path, blob: new Blob(), isUnreadable: true });
      else waiting.push(...children.sort(byName).reverse());
    } else {
      found.push(await sourceFileFromEntry(next as FileSystemFileEntry));
    }
  }
  return found;
}

function sourceFileFromEntry(entry: FileSystemFileEntry): Promise<SourceFile> {
  const path = pathOf(entry);
  return new Promise((resolve) => {
    entry.file(
      (file) => resolve({ path, blob: file }),
      () => resolve({ path, blob: new Blob(), isUnreadable: true }),
    );
  });
}

/** A reader gives a hundred entries at a time, and an empty list at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[] | undefined> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  try {
    for (;;) {
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
        reader.readEntries(resolve, reject);
      });
      if (some.length === 0) return children;
      children.push(...some);
    }
  } catch {
    return undefined;
  }
}

function pathOf(entry: FileSystemEntry): string {
  return entry.fullPath.replace(/^\/+/, "");
}

function byName(a: FileSystemEntry, b: FileSystemEntry): number {
  return a.name.localeCompare(b.name, undefined, { numeric: true });
}
