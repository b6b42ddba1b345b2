/** Dropped folders are walked to their ends, however deep, wide or broken they are. */
import { expect, test } from "vitest";
import { sourceFilesFromPaste } from "../../src/inputs/clipboard";
import {
  type DroppedItems,
  sourceFilesFromDataTransfer,
  sourceFilesFromPicker,
} from "../../src/inputs/files";

type Tree = { [name: string]: Tree | string | Error };

/** What a browser hands out for a dropped folder: a hundred entries at a time, errors in callbacks. */
function entryOf(name: string, content: Tree | string | Error, parent = ""): FileSystemEntry {
  const fullPath = `${parent}/${name}`;
  if (typeof content === "string" || content instanceof Error) {
    const file = (resolve: (file: File) => void, reject: (error: Error) => void) =>
      content instanceof Error ? reject(content) : resolve(new File([content], name));
    return { name, fullPath, isDirectory: false, isFile: true, file } as unknown as FileSystemEntry;
  }
  const createReader = () => {
    const waiting = Object.entries(content);
    const readEntries = (resolve: (entries: FileSystemEntry[]) => void, reject: (error: Error) => void) => {
      if (content.unreadable instanceof Error) return reject(content.unreadable);
      resolve(waiting.splice(0, 100).map(([child, inner]) => entryOf(child, inner, fullPath)));
    };
    return { readEntries };
  };
  return { name, fullPath, isDirectory: true, isFile: false, createReader } as unknown as FileSystemEntry;
}

function dropOf(tree: Tree): DroppedItems {
  const items = Object.entries(tree).map(([name, content]) => ({
    kind: "file",
    getAsFile: () => null,
    webkitGetAsEntry: () => entryOf(name, content),
  }));
  return {
    items: [...items, { kind: "string", getAsFile: () => null, webkitGetAsEntry: () => null }],
    files: [],
  };
}

const pathsOf = async (tree: Tree) =>
  (await sourceFilesFromDataTransfer(dropOf(tree))).map((file) => file.path);

test("files and folders, in the order in which people count", async () => {
  const paths = await pathsOf({
    "top.jpg": "x",
    cats: { "10.jpg": "x", "2.jpg": "x" },
    dogs: { inner: { "1.jpg": "x" } },
  });
  expect(paths).toEqual(["top.jpg", "cats/2.jpg", "cats/10.jpg", "dogs/inner/1.jpg"]);
});

test("more entries than a reader gives at once", async () => {
  const many = Object.fromEntries(Array.from({ length: 350 }, (_, index) => [`${index}.jpg`, "x"]));
  expect((await pathsOf({ many })).length).toBe(350);
});

test("four thousand folders deep", async () => {
  let tree: Tree = { "p.jpg": "x" };
  for (let depth = 0; depth < 4000; depth++) tree = { d: tree };
  const [path] = await pathsOf({ root: tree });
  expect(path?.split("/").length).toBe(4002);
});

test("what cannot be read is in the list all the same", async () => {
  const files = await sourceFilesFromDataTransfer(
    dropOf({ "gone.jpg": new Error("gone"), locked: { unreadable: new Error("locked") }, "fine.jpg": "x" }),
  );
  expect(files.map(({ path, isUnreadable }) => [path, isUnreadable ?? false])).toEqual([
    ["gone.jpg", true],
    ["locked", true],
    ["fine.jpg", false],
  ]);
});

test("browsers without entries give files", async () => {
  const file = new File(["x"], "a.jpg");
  const item = { kind: "file", getAsFile: () => file } as unknown as DataTransferItem;
  expect(await sourceFilesFromDataTransfer({ items: [item], files: [] })).toEqual([
    { path: "a.jpg", blob: file },
  ]);
  expect((await sourceFilesFromDataTransfer({ items: [], files: [file] })).length).toBe(1);
});

test("the picker's files have their folders' paths and come in the order of their names", () => {
  const file = Object.assign(new File(["x"], "1.jpg"), { webkitRelativePath: "cats/1.jpg" });
  const loose = ["10.jpg", "2.jpg"].map((name) => new File(["x"], name));
  expect(sourceFilesFromPicker([file, ...loose]).map(({ path }) => path)).toEqual([
    "2.jpg",
    "10.jpg",
    "cats/1.jpg",
  ]);
});

test("a paste without files is none of our business", () => {
  expect(sourceFilesFromPaste({ clipboardData: null })).toEqual([]);
  const clipboardData = { files: [new File(["x"], "image.png")] } as unknown as DataTransfer;
  expect(sourceFilesFromPaste({ clipboardData }).map(({ path }) => path)).toEqual(["image.png"]);
});
