/** Zips: honest, broken and hostile ones, down to single entries. */
import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { isDocument, MOST_ENTRY_BYTES, readZip, readZipEntry, type ZipEntry } from "../../src/inputs/zip";
import { blobOf, joined, jpegOf, pngOf } from "./hand-made-files";
import { sharedBlob, sharedFilesExist } from "./shared-files";

const JPEG = jpegOf(20, 10);

async function outcomes(zip: Blob): Promise<string[]> {
  const content = await readZip(zip);
  if (content === undefined) return ["no zip"];
  const results: string[] = [];
  for (const entry of content.entries) {
    const result = await readZipEntry(zip, entry);
    results.push(`${entry.path}: ${"reason" in result ? result.reason : result.bytes.length}`);
  }
  return results;
}

async function onlyEntry(zip: Blob): Promise<ZipEntry> {
  const entry = (await readZip(zip))?.entries[0];
  if (entry === undefined) throw new Error("no entry");
  return entry;
}

test("stored and deflated entries come back, folders are none", async () => {
  const zip = blobOf(
    zipSync({ cats: { "1.jpg": [JPEG, { level: 0 }], "2.png": pngOf(3, 3) }, "empty/": new Uint8Array(0) }),
  );
  expect(await outcomes(zip)).toEqual([`cats/1.jpg: ${JPEG.length}`, `cats/2.png: ${pngOf(3, 3).length}`]);
});

test("bytes before the zip and a comment after it do not matter", async () => {
  const zip = zipSync({ "1.jpg": JPEG }, { comment: "hello" });
  expect(await outcomes(blobOf("something before", zip))).toEqual([`1.jpg: ${JPEG.length}`]);
});

test("what is no picture is given up after its first bytes, however large it is", async () => {
  const zip = blobOf(
    zipSync({ "a.jpg": new Uint8Array(30_000_000), "b.txt": strToU8("text"), "c.jpg": new Uint8Array(0) }),
  );
  const [first] = (await readZip(zip))?.entries ?? [];
  if (first === undefined) throw new Error("no entry");
  const result = await readZipEntry(zip, first);
  expect(result).toMatchObject({ reason: "notAPicture" });
  expect(result.inflatedBytes).toBeLessThan(20_000_000);
  expect(await outcomes(zip)).toEqual(["a.jpg: notAPicture", "b.txt: notAPicture", "c.jpg: empty"]);
});

test("a picture that inflates to too much is stopped there", async () => {
  const bomb = new Uint8Array(MOST_ENTRY_BYTES + 30_000_000);
  bomb.set(JPEG);
  const zip = blobOf(zipSync({ "bomb.jpg": bomb }, { level: 1 }));
  const result = await readZipEntry(zip, await onlyEntry(zip));
  expect(result).toMatchObject({ reason: "zipEntryTooLarge" });
  expect(result.inflatedBytes).toBeLessThan(MOST_ENTRY_BYTES + 17_000_000);

  const stored = blobOf(zipSync({ "bomb.jpg": bomb }, { level: 0 }));
  expect(await readZipEntry(stored, await onlyEntry(stored))).toMatchObject({ reason: "zipEntryTooLarge" });
});

test("one wrong byte is one damaged entry, and the others are fine", async () => {
  const bytes = zipSync({ "1.jpg": [JPEG, { level: 0 }], "2.jpg": [JPEG, { level: 0 }] });
  bytes[60] = (bytes[60] ?? 0) ^ 1;
  expect(await outcomes(blobOf(bytes))).toEqual(["1.jpg: damaged", `2.jpg: ${JPEG.length}`]);
});

test("size fields that lie change nothing", async () => {
  const bytes = zipSync({ "1.jpg": JPEG });
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const list = view.getUint32(bytes.length - 6, true);
  view.setUint32(22, 0xfffffff0, true);
  view.setUint32(list + 24, 0xfffffff0, true);
  expect(await outcomes(blobOf(bytes))).toEqual([`1.jpg: ${JPEG.length}`]);
  // Packed sizes that reach beyond the entry, and beyond the file.
  for (const packed of [JPEG.length + 90, 0xfffffff0]) {
    view.setUint32(list + 20, packed, true);
    expect(await outcomes(blobOf(bytes))).toEqual([`1.jpg: ${JPEG.length}`]);
  }
  view.setUint32(list + 20, 5, true);
  expect(await outcomes(blobOf(bytes))).toEqual(["1.jpg: damaged"]);
});

test("offsets that lead nowhere, locks and unknown packing are refused", async () => {
  const zip = blobOf(zipSync({ "1.jpg": JPEG }));
  const entry = await onlyEntry(zip);
  expect(await readZipEntry(zip, { ...entry, offset: 7 })).toMatchObject({ reason: "damaged" });
  expect(await readZipEntry(zip, { ...entry, offset: 0xffffffff })).toMatchObject({ reason: "damaged" });
  expect(await readZipEntry(zip, { ...entry, isEncrypted: true })).toMatchObject({ reason: "unreadable" });
  expect(await readZipEntry(zip, { ...entry, method: 14 })).toMatchObject({ reason: "unreadable" });
});

test("cut off anywhere, it is no zip or a list that says so", async () => {
  const whole = zipSync({ "1.jpg": JPEG, "2.jpg": JPEG });
  for (let length = 0; length < whole.length; length += 3) {
    expect(await readZip(blobOf(whole.subarray(0, length)))).toBeUndefined();
  }
  const shortList = new Uint8Array(whole);
  new DataView(shortList.buffer).setUint16(shortList.length - 12, 9, true);
  expect((await readZip(blobOf(shortList)))?.isCutOff).toBe(true);
  expect((await readZip(blobOf(whole)))?.isCutOff).toBe(false);
});

test("names are text in whatever code they are", async () => {
  const names = ["כלב/🐶.jpg", "../../evil.jpg", "__proto__/a.jpg", "<img src=x>/c.jpg"];
  const zip = blobOf(zipSync(Object.fromEntries(names.map((name) => [name, JPEG]))));
  expect((await readZip(zip))?.entries.map((entry) => entry.path)).toEqual(names);

  const unflagged = zipSync({ "\u00e4.jpg": JPEG });
  const view = new DataView(unflagged.buffer, unflagged.byteOffset);
  const list = view.getUint32(unflagged.length - 6, true);
  view.setUint16(list + 8, 0, true);
  expect((await readZip(blobOf(unflagged)))?.entries[0]?.path).toBe("ä.jpg");
  unflagged.set([0xe4, 0x20], list + 46);
  expect((await readZip(blobOf(unflagged)))?.entries[0]?.path).toBe("ä .jpg");
});

test("an office document is a zip, but no collection of pictures", async () => {
  const zip = blobOf(zipSync({ "[Content_Types].xml": strToU8("<x/>"), "word/media/1.jpg": JPEG }));
  const content = await readZip(zip);
  expect(content !== undefined && isDocument(content)).toBe(true);
});

test("junk is no zip", async () => {
  expect(await readZip(blobOf(joined([strToU8("PK\x03\x04"), new Uint8Array(100_000)])))).toBeUndefined();
  expect(await readZip(blobOf(""))).toBeUndefined();
  const endless = new Uint8Array(22);
  endless.set([0x50, 0x4b, 5, 6]);
  endless.fill(0xff, 12, 20);
  expect(await readZip(blobOf(endless))).toBeUndefined();
});

describe.skipIf(!sharedFilesExist)("hostile files", () => {
  test("a control, lying sizes and a broken middle", async () => {
    const control = await outcomes(sharedBlob("zip_control_two_classes.zip"));
    expect(control.length).toBe(8);
    expect(control.every((outcome) => /: \d+$/.test(outcome))).toBe(true);
    expect(await outcomes(sharedBlob("zip_size_fields_lie_4gb.zip"))).toEqual(control);
    const broken = await outcomes(sharedBlob("zip_corrupt_middle.zip"));
    expect(broken.filter((outcome) => outcome.endsWith(": damaged"))).toEqual(["red/2.jpg: damaged"]);
    expect(broken.length).toBe(8);
  });

  test("deep folders and thousands of empty ones", async () => {
    expect((await readZip(sharedBlob("zip_nested_400_folders_deep.zip")))?.entries.length).toBe(4);
  });

  test("zeros are no pictures", async () => {
    const zeros = await outcomes(sharedBlob("zip_20mb_of_zeros.zip"));
    expect(zeros).toEqual(["cats/a.jpg: notAPicture", "dogs/b.jpg: notAPicture"]);
  });

  test("no entry is lost", async () => {
    expect((await outcomes(sharedBlob("zip_odd_names.zip"))).length).toBe(9);
    expect((await outcomes(sharedBlob("zip_path_traversal_names.zip"))).length).toBe(9);
  });
});
