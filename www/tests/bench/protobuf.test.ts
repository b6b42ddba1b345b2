/** The wire format, byte by byte, as the Protocol Buffers documentation shows it. */
import { expect, test } from "vitest";
import {
  bytesField,
  bytesFromMessage,
  integerField,
  integersField,
  message,
  messageField,
  textField,
} from "../../src/bench/protobuf";

test("numbers take seven bits a byte, the lowest first", () => {
  expect([...bytesFromMessage(integerField(1, 150))]).toEqual([0x08, 0x96, 0x01]);
  expect([...bytesFromMessage(integerField(1, 0))]).toEqual([0x08, 0x00]);
  expect([...bytesFromMessage(integerField(1, 2 ** 35))]).toEqual([0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]);
  // From 16 on the field's number needs a second byte.
  expect([...bytesFromMessage(integerField(20, 7))]).toEqual([0xa0, 0x01, 0x07]);
  expect([...bytesFromMessage(integersField(8, [1, 2]))]).toEqual([0x40, 0x01, 0x40, 0x02]);
});

test("text, bytes and messages go behind their length", () => {
  expect([...bytesFromMessage(textField(2, "testing"))]).toEqual([
    0x12,
    0x07,
    ...new TextEncoder().encode("testing"),
  ]);
  expect([...bytesFromMessage(bytesField(9, Uint8Array.of(1, 2, 3)))]).toEqual([0x4a, 0x03, 1, 2, 3]);
  expect([...bytesFromMessage(messageField(3, integerField(1, 150)))]).toEqual([
    0x1a, 0x03, 0x08, 0x96, 0x01,
  ]);
  const both = message(integerField(1, 1), textField(2, "é"));
  expect([...bytesFromMessage(both)]).toEqual([0x08, 0x01, 0x12, 0x02, 0xc3, 0xa9]);
});

test("a long message has a long length", () => {
  const bytes = bytesFromMessage(messageField(1, bytesField(1, new Uint8Array(1000))));
  expect([...bytes.subarray(0, 6)]).toEqual([0x0a, 0xeb, 0x07, 0x0a, 0xe8, 0x07]);
  expect(bytes.length).toBe(1006);
});
