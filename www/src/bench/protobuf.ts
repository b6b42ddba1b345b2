/** Writes Protocol Buffers: as much of the wire format as an ONNX file needs. */

/** Bytes in pieces, so that megabytes of weights are copied only once, at the end. */
export interface Message {
  pieces: Uint8Array[];
  numBytes: number;
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;

export function message(...fields: readonly Message[]): Message {
  return {
    pieces: fields.flatMap(({ pieces }) => pieces),
    numBytes: fields.reduce((sum, { numBytes }) => sum + numBytes, 0),
  };
}

/** Whole numbers from 0 on: nothing negative occurs in the files written here. */
export function integerField(number: number, value: number): Message {
  return ofBytes(Uint8Array.from([...varint(number * 8 + VARINT), ...varint(value)]));
}

export function integersField(number: number, values: readonly number[]): Message {
  return message(...values.map((value) => integerField(number, value)));
}

export function textField(number: number, value: string): Message {
  return bytesField(number, new TextEncoder().encode(value));
}

export function bytesField(number: number, bytes: Uint8Array): Message {
  return messageField(number, ofBytes(bytes));
}

export function messageField(number: number, inner: Message): Message {
  const head = ofBytes(
    Uint8Array.from([...varint(number * 8 + LENGTH_DELIMITED), ...varint(inner.numBytes)]),
  );
  return message(head, inner);
}

export function bytesFromMessage({ pieces, numBytes }: Message): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(numBytes);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}

/** Seven bits a byte, the lowest first; the eighth says that more follow. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return bytes;
}

function ofBytes(bytes: Uint8Array): Message {
  return { pieces: [bytes], numBytes: bytes.length };
}
