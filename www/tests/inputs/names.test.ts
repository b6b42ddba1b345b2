/** Names from strangers: shown as they are, and leading nowhere. */
import { expect, test } from "vitest";
import { cleanName, folderFromPath, hasPictureName, isSystemFile, shownPath } from "../../src/inputs/names";

test.each([
  ["1.jpg", undefined],
  ["cats/1.jpg", "cats"],
  ["animals/cats/1.jpg", "cats"],
  ["../../evil.jpg", undefined],
  ["..\\..\\evil.jpg", undefined],
  ["/absolute/evil.jpg", "absolute"],
  ["C:\\Windows\\evil.jpg", "Windows"],
  ["C:/evil.jpg", undefined],
  ["ok/./d.jpg", "ok"],
  ["__proto__/a.jpg", "__proto__"],
  ["<img src=x onerror=alert(1)>/c.jpg", "<img src=x onerror=alert(1)>"],
  [" leading space/1.jpg", "leading space"],
  ["כלב/🐶.jpg", "כלב"],
  ["cafe\u0301/1.jpg", "caf\u00e9"],
  ["\u202egod/1.jpg", "god"],
  ["\u202e/1.jpg", undefined],
  [`${"a".repeat(300)}/1.jpg`, "a".repeat(200)],
  [`${Array.from({ length: 400 }, (_, index) => `d${index}`).join("/")}/p.jpg`, "d399"],
])("%s", (path, folder) => {
  expect(folderFromPath(path)).toBe(folder);
});

test("joined emoji and right-to-left letters stay whole", () => {
  expect(cleanName("👩‍🔬 تجربة")).toBe("👩‍🔬 تجربة");
  expect(cleanName("a\n\tb\u0000")).toBe("ab");
  expect([...cleanName("🦊".repeat(300))].length).toBe(200);
});

test("a long path keeps the file's own name, and a name cannot pretend to be another", () => {
  const shown = shownPath(`${"folder/".repeat(300)}picture.jpg`);
  expect([...shown].length).toBe(120);
  expect(shown.endsWith("/picture.jpg")).toBe(true);
  expect(shownPath("photo\u202egpj.exe")).toBe("photogpj.exe");
});

test("what systems leave behind is nobody's picture", () => {
  for (const path of [
    "__MACOSX/._x.jpg",
    ".DS_Store",
    "a/.hidden/1.jpg",
    "a/Thumbs.db",
    "._1.jpg",
    "desktop.ini",
  ]) {
    expect([path, isSystemFile(path)]).toEqual([path, true]);
  }
  // Who drops a single file means it, whatever its name is.
  for (const path of [".hidden.jpg", "a/1.jpg", "thumbs.jpg"]) {
    expect([path, isSystemFile(path)]).toEqual([path, false]);
  }
});

test("picture names", () => {
  expect(["a.JPG", "a.jpeg", "a.heic", "b/c.webp"].every(hasPictureName)).toBe(true);
  expect(["readme.txt", "a.jpg.exe", "jpg"].some(hasPictureName)).toBe(false);
});
