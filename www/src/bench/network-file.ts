/** Reads the network as plain numbers, as `export_for_peers` of the lab wrote it. */

export interface NamedTensor {
  name: string;
  shape: number[];
  values: Float32Array<ArrayBuffer>;
}

export type Network = ReadonlyMap<string, NamedTensor>;

/** The file's name, without its ending, in the folder that it is served from. */
export const NETWORK_NAME = "efficientnet-lite0";

export async function fetchNetwork(folderAddress: string): Promise<Network> {
  const [table, bytes] = await Promise.all([
    fetchFile(`${folderAddress}${NETWORK_NAME}.json`).then((response) => response.json()),
    fetchFile(`${folderAddress}${NETWORK_NAME}.bin`).then((response) => response.arrayBuffer()),
  ]);
  return networkFromFiles(table, bytes);
}

/** Offsets are counted in values, which are little-endian float32 as every browser's machine has them. */
export function networkFromFiles(table: unknown, bytes: ArrayBuffer): Network {
  if (!Array.isArray(table)) throw new Error(`${NETWORK_NAME}.json holds no list`);
  const entries = table as { name: string; shape: number[]; offset: number }[];
  return new Map(
    entries.map(({ name, shape, offset }) => {
      const numValues = shape.reduce((product, length) => product * length, 1);
      const values = new Float32Array(bytes, offset * Float32Array.BYTES_PER_ELEMENT, numValues);
      return [name, { name, shape, values }];
    }),
  );
}

export function tensorNamed(network: Network, name: string): NamedTensor {
  const tensor = network.get(name);
  if (!tensor) throw new Error(`${NETWORK_NAME} has no tensor ${name}`);
  return tensor;
}

async function fetchFile(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}
