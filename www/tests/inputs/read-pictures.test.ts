/** Reading many files: order, progress, zips in place, back-pressure and stopping. */
import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { refusalOfImage } from "../../src/inputs/check-image";
import type { Decoder } from "../../src/inputs/decode-client";
import { type DecodeJob, type DecodeOutcome, decodeFile } from "../../src/inputs/decode-file";
import { kindFromBytes } from "../../src/inputs/file-kind";
import type { SourceFile } from "../../src/inputs/picture";
import { readPictures } from "../../src/inputs/read-pictures";
import { readZipEntry } from "../../src/inputs/zip";
import { blobOf, jpegOf } from "./hand-made-files";
import { sharedBlob, sharedFilesExist } from "./shared-files";

const JPEG = jpegOf(20, 10);

/** Like the real one up to the point where a browser would decode: whole pictures become their own bytes. */
async function decodeWithoutBrowser(job: DecodeJob): Promise<DecodeOutcome> {
  const picture = (inflatedBytes: number): DecodeOutcome => ({
    kind: "picture",
    pixels: new Uint8Array(4),
    blob: job.blob,
    contentKey: "key",
    inflatedBytes,
  });
  if (job.zipEntry !== undefined) {
    const entry = await readZipEntry(job.blob, job.zipEntry);
    return "reason" in entry ? { kind: "refused", ...entry } : picture(entry.inflatedBytes);
  }
  const bytes = new Uint8Array(await job.blob.arrayBuffer());
  const isWholeJpeg = kindFromBytes(bytes) === "jpeg" && refusalOfImage("jpeg", bytes) === undefined;
  return isWholeJpeg ? picture(0) : decodeFile(job);
}

function decoderOf(decode = decodeWithoutBrowser, width = 2): Decoder {
  return { width, decode };
}

async function read(files: SourceFile[], decoder = decoderOf()) {
  const told: string[] = [];
  const progress: [number, number][] = [];
  await readPictures(files, {
    onPicture: ({ name, folder }) => {
      told.push(`${name} in ${folder}`);
    },
    onRefusal: ({ name, reason }) => told.push(`${name}: ${reason}`),
    onProgress: (done, total) => progress.push([done, total]),
    decoder,
  });
  return { told, progress };
}

const jpeg = (path: string): SourceFile => ({ path, blob: blobOf(JPEG) });
const zip = (path: string, entries: Record<string, Uint8Array>): SourceFile => ({
  path,
  blob: blobOf(zipSync(entries)),
});

test("the order stays, even when later files are ready first", async () => {
  let calls = 0;
  const slowFirst = async (job: DecodeJob) => {
    const millis = calls++ === 0 ? 30 : 0;
    await new Promise((resolve) => setTimeout(resolve, millis));
    return decodeWithoutBrowser(job);
  };
  const files = [
    jpeg("a/1.jpg"),
    { path: "b.txt", blob: blobOf("text") },
    jpeg("2.jpg"),
    { path: "c.jpg", blob: blobOf("") },
  ];
  const { told, progress } = await read(files, decoderOf(slowFirst));
  expect(told).toEqual(["a/1.jpg in a", "b.txt: notAPicture", "2.jpg in undefined", "c.jpg: empty"]);
  expect(progress).toEqual([
    [0, 4],
    [1, 4],
    [2, 4],
    [3, 4],
    [4, 4],
  ]);
});

test("a zip opens in place, and the files beside its pictures are named", async () => {
  const inner = {
    "cats/1.jpg": JPEG,
    "readme.txt": strToU8("hello"),
    "dogs/2.jpg": JPEG,
    "__MACOSX/._1.jpg": JPEG,
  };
  const { told, progress } = await read([jpeg("0.jpg"), zip("z.zip", inner), jpeg("3.jpg")]);
  expect(told).toEqual([
    "0.jpg in undefined",
    "z.zip/cats/1.jpg in cats",
    "z.zip/dogs/2.jpg in dogs",
    "z.zip/readme.txt: notAPicture",
    "3.jpg in undefined",
  ]);
  expect(progress.at(-1)).toEqual([6, 6]);
});

test("a zip without pictures is one sentence, not one for each file", async () => {
  const noPictures = {
    "readme.txt": strToU8("hello"),
    "table.csv": strToU8("1,2"),
    ".DS_Store": strToU8("x"),
  };
  expect((await read([zip("z.zip", noPictures)])).told).toEqual(["z.zip: zipWithoutPictures"]);
  expect((await read([zip("empty.zip", {})])).told).toEqual(["empty.zip: zipWithoutPictures"]);
});

test("what was meant to be a picture is named, even when it is all there is", async () => {
  const { told } = await read([zip("z.zip", { "a.jpg": new Uint8Array(5000) })]);
  expect(told).toEqual(["z.zip/a.jpg: notAPicture"]);
});

test("a zip in a zip, a document and a broken zip are refused", async () => {
  const nested = zip("outer.zip", { "inner.zip": zipSync({ "1.jpg": JPEG }), "1.jpg": JPEG });
  const document = zip("letter.docx", { "[Content_Types].xml": strToU8("<x/>"), "word/media/1.jpg": JPEG });
  const broken = { path: "broken.zip", blob: blobOf("PK\x03\x04 and no more") };
  expect((await read([nested, document, broken])).told).toEqual([
    "outer.zip/1.jpg in undefined",
    "outer.zip/inner.zip: notAPicture",
    "letter.docx: notAPicture",
    "broken.zip: zipDamaged",
  ]);
});

test("a zip that grows without end is stopped, and what is left out is named", async () => {
  const entries = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${index}.jpg`, JPEG]));
  const grow = async (job: DecodeJob): Promise<DecodeOutcome> => {
    const outcome = await decodeWithoutBrowser(job);
    return outcome.kind === "picture" ? { ...outcome, inflatedBytes: 39_000_000 } : outcome;
  };
  const { told } = await read([zip("z.zip", entries)], decoderOf(grow));
  expect(told.length).toBe(20);
  const refused = told.filter((line) => line.endsWith(": zipEntryTooLarge"));
  expect(refused.length).toBeGreaterThanOrEqual(7);
  expect(refused.length).toBeLessThanOrEqual(9);
});

test("a file that cannot be read is told", async () => {
  const gone = { path: "gone.jpg", blob: new Blob(), isUnreadable: true };
  expect((await read([gone])).told).toEqual(["gone.jpg: unreadable"]);
});

test("no more is decoded ahead than there are workers, and a slow listener holds up the rest", async () => {
  let running = 0;
  let most = 0;
  let decoded = 0;
  const count = async (job: DecodeJob) => {
    running += 1;
    most = Math.max(most, running);
    const outcome = await decodeWithoutBrowser(job);
    running -= 1;
    decoded += 1;
    return outcome;
  };
  const decodedAtDelivery: number[] = [];
  await readPictures(
    Array.from({ length: 8 }, (_, index) => jpeg(`${index}.jpg`)),
    {
      onPicture: async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        decodedAtDelivery.push(decoded);
      },
      onRefusal: () => {},
      decoder: decoderOf(count, 2),
    },
  );
  expect(most).toBe(2);
  expect(decodedAtDelivery).toEqual([2, 3, 4, 5, 6, 7, 8, 8]);
});

test("after a stop nothing more is delivered", async () => {
  const stop = new AbortController();
  const names: string[] = [];
  await readPictures(
    Array.from({ length: 50 }, (_, index) => jpeg(`${index}.jpg`)),
    {
      onPicture: ({ name }) => {
        names.push(name);
        if (names.length === 3) stop.abort();
      },
      onRefusal: () => {},
      signal: stop.signal,
      decoder: decoderOf(),
    },
  );
  expect(names).toEqual(["0.jpg", "1.jpg", "2.jpg"]);
});

test.skipIf(!sharedFilesExist)("hostile zips: classes, and nothing lost in silence", async () => {
  const names = [
    "zip_odd_names.zip",
    "zip_path_traversal_names.zip",
    "zip_no_images.zip",
    "zip_nested_400_folders_deep.zip",
  ];
  const folders = new Set<string | undefined>();
  const refusals: string[] = [];
  let numPictures = 0;
  await readPictures(
    names.map((path) => ({ path, blob: sharedBlob(path) })),
    {
      onPicture: ({ folder }) => {
        folders.add(folder);
        numPictures += 1;
      },
      onRefusal: ({ name, reason }) => refusals.push(`${name}: ${reason}`),
      decoder: decoderOf(),
    },
  );
  expect(numPictures).toBe(9 + 9 + 4);
  expect(refusals).toEqual(["zip_no_images.zip: zipWithoutPictures"]);
  // Both forms of one name are one class.
  expect([...folders].filter((folder) => folder?.startsWith("caf"))).toEqual(["café"]);
  expect(folders.has("__proto__") && folders.has("כלב")).toBe(true);
  expect(folders.size).toBe(17);
});
