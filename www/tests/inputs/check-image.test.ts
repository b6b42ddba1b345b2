/** What a file is, how large it claims to be, and whether all of it is there, before a browser sees it. */
import { deflateSync } from "fflate";
import { describe, expect, test } from "vitest";
import { refusalOfImage } from "../../src/inputs/check-image";
import { contentKey, crc32 } from "../../src/inputs/crc32";
import { kindFromBytes } from "../../src/inputs/file-kind";
import { jpegOf, pngOf } from "./hand-made-files";
import { sharedBytes, sharedFilesExist } from "./shared-files";

const text = (value: string) => new TextEncoder().encode(value);
const latin = (value: string) => Uint8Array.from(value, (letter) => letter.charCodeAt(0));

describe("kinds", () => {
  test.each<[string, Uint8Array, string]>([
    ["png", pngOf(1, 1), "png"],
    ["jpeg", jpegOf(1, 1), "jpeg"],
    ["gif", latin("GIF89a\x01\0\x01\0"), "gif"],
    ["webp", latin("RIFF\x10\0\0\0WEBPVP8 "), "webp"],
    ["avif", latin("\0\0\0\x18ftypavif\0\0\0\0mif1miaf"), "avif"],
    ["heic", latin("\0\0\0\x18ftypheic\0\0\0\0mif1heic"), "heic"],
    ["video", latin("\0\0\0\x18ftypisom\0\0\0\0isommp42"), "unknown"],
    ["zip", latin("PK\x03\x04"), "zip"],
    ["an empty zip", latin("PK\x05\x06"), "zip"],
    ["svg", text('<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="">'), "svg"],
    ["html with a drawing", text("<!doctype html><html><svg></svg></html>"), "unknown"],
    ["text about bitmaps", text("BM is how a bitmap begins, and this is none"), "unknown"],
    ["json", text("[[[["), "unknown"],
    ["nothing", new Uint8Array(0), "unknown"],
    ["a webp's front only", latin("RIFF"), "unknown"],
  ])("%s", (_name, bytes, kind) => {
    expect(kindFromBytes(bytes)).toBe(kind);
  });

  test("a view into a larger buffer is read at its own place", () => {
    const buffer = new Uint8Array(100);
    buffer.set(latin("\0\0\0\x18ftypavif\0\0\0\0mif1miaf"), 40);
    expect(kindFromBytes(buffer.subarray(40))).toBe("avif");
  });
});

describe("jpeg", () => {
  test("a whole one is let through, whatever follows its end", () => {
    expect(refusalOfImage("jpeg", jpegOf(640, 480))).toBeUndefined();
    expect(refusalOfImage("jpeg", Uint8Array.from([...jpegOf(640, 480), 1, 2, 3]))).toBeUndefined();
  });

  test("cut off anywhere, it is damaged", () => {
    const whole = jpegOf(640, 480);
    for (let length = 3; length < whole.length; length++) {
      expect([length, refusalOfImage("jpeg", whole.subarray(0, length))]).toEqual([length, "damaged"]);
    }
  });

  test("too many pixels", () => {
    expect(refusalOfImage("jpeg", jpegOf(8000, 8000))).toBeUndefined();
    expect(refusalOfImage("jpeg", jpegOf(8001, 8000))).toBe("tooManyPixels");
    expect(refusalOfImage("jpeg", jpegOf(0, 8000))).toBe("damaged");
  });
});

describe("png", () => {
  test("cut off anywhere, it is damaged", () => {
    const whole = pngOf(4, 4);
    expect(refusalOfImage("png", whole)).toBeUndefined();
    for (let length = 8; length < whole.length; length++) {
      expect([length, refusalOfImage("png", whole.subarray(0, length))]).toEqual([length, "damaged"]);
    }
  });

  test("one wrong byte in the picture is damage, in a comment it is not", () => {
    const inComment = pngOf(4, 4);
    inComment[45] = (inComment[45] ?? 0) ^ 1;
    expect(refusalOfImage("png", inComment)).toBeUndefined();
    const inData = pngOf(4, 4);
    const data = inData.length - 12 - 6;
    inData[data] = (inData[data] ?? 0) ^ 1;
    expect(refusalOfImage("png", inData)).toBe("damaged");
  });

  test("a claim of too many pixels is told first, and costs nothing", () => {
    expect(refusalOfImage("png", pngOf(60_000, 60_000).subarray(0, 60))).toBe("tooManyPixels");
    expect(refusalOfImage("png", pngOf(8000, 8000))).toBeUndefined();
  });

  test("a header without data is damaged", () => {
    expect(refusalOfImage("png", pngOf(4, 4, deflateSync(new Uint8Array(0))))).toBeUndefined();
    expect(refusalOfImage("png", new Uint8Array(8))).toBe("damaged");
  });
});

test("other formats: sizes and cuts", () => {
  const gif = latin("GIF89a\x02\0\x03\0\0\0\0\x2c\0\0\0\0\x02\0\x03\0\0\x02\x02aa\0\x3b");
  expect(refusalOfImage("gif", gif)).toBeUndefined();
  expect(refusalOfImage("gif", gif.subarray(0, gif.length - 2))).toBe("damaged");

  const webp = new Uint8Array(40);
  webp.set(latin("RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\0\xff\xff\0"));
  expect(refusalOfImage("webp", webp)).toBe("tooManyPixels");
  webp.set(latin("\x01\0\0\x01\0\0"), 24);
  expect(refusalOfImage("webp", webp)).toBeUndefined();
  expect(refusalOfImage("webp", webp.subarray(0, 36))).toBe("damaged");

  const bmp = new DataView(new ArrayBuffer(54 + 4 * 4 * 4));
  bmp.setUint16(0, 0x424d);
  bmp.setUint32(10, 54, true);
  bmp.setUint32(14, 40, true);
  bmp.setInt32(18, 4, true);
  bmp.setInt32(22, -4, true);
  bmp.setUint16(28, 32, true);
  const bytes = new Uint8Array(bmp.buffer);
  expect(kindFromBytes(bytes)).toBe("bmp");
  expect(refusalOfImage("bmp", bytes)).toBeUndefined();
  expect(refusalOfImage("bmp", bytes.subarray(0, 80))).toBe("damaged");

  const avif = new Uint8Array(200);
  avif.set(latin("ispe\0\0\0\0\0\x01\0\0\0\x01\0\0"), 100);
  expect(refusalOfImage("avif", avif)).toBe("tooManyPixels");
  expect(refusalOfImage("svg", latin("<svg/>"))).toBe("formatUnsupported");
});

test("no junk makes a check throw or hang", () => {
  let state = 1;
  const junk = Uint8Array.from({ length: 4096 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 24;
  });
  const fronts = [
    jpegOf(9, 9).subarray(0, 24),
    pngOf(9, 9).subarray(0, 33),
    latin("GIF89a"),
    latin("RIFF"),
    latin("BM"),
  ];
  for (const kind of ["jpeg", "png", "gif", "webp", "bmp", "avif", "heic", "tiff", "jxl"] as const) {
    for (const front of fronts) {
      for (let length = 0; length < 200; length += 7) {
        refusalOfImage(kind, Uint8Array.from([...front, ...junk.subarray(0, length)]));
      }
    }
  }
});

test("checksums", () => {
  expect(crc32(text("123456789"))).toBe(0xcbf43926);
  expect(crc32(text("6789"), crc32(text("12345")))).toBe(0xcbf43926);
  expect(contentKey(text("a"))).not.toBe(contentKey(text("b")));
});

describe.skipIf(!sharedFilesExist)("hostile files", () => {
  test.each([
    ["jpeg_truncated_half.jpg", "damaged"],
    ["png_corrupt_data.png", "damaged"],
    ["png_header_says_60000x60000.png", "tooManyPixels"],
    ["svg_plain.svg", "formatUnsupported"],
    ["svg_script_and_outside_image.svg", "formatUnsupported"],
    ["text_renamed.jpg", "notAPicture"],
    ["html_with_script.html", "notAPicture"],
    ["json_nested_100000_deep.json", "notAPicture"],
    ["csv_ragged_quotes_and_formulas.csv", "notAPicture"],
    ["txt_utf16.txt", "notAPicture"],
    ["zero_bytes.jpg", "notAPicture"],
    ["png_8000x8000_one_colour.png", undefined],
    ["png_12000x8.png", undefined],
    ["png_16bit_rgb.png", undefined],
    ["png_1x1.png", undefined],
    ["png_fully_transparent.png", undefined],
    ["png_gray_alpha.png", undefined],
    ["jpeg_cmyk.jpg", undefined],
    ["jpeg_grayscale.jpg", undefined],
    ["jpeg_exif_orientation_6.jpg", undefined],
    ["gif_animated.gif", undefined],
    ["webp_lossy.webp", undefined],
    ["avif_photo.avif", undefined],
  ])("%s: %s", (name, expected) => {
    const bytes = sharedBytes(name);
    const kind = kindFromBytes(bytes);
    const refusal = kind === "unknown" || kind === "zip" ? "notAPicture" : refusalOfImage(kind, bytes);
    expect(refusal).toBe(expected);
  });
});
