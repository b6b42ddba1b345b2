/** Numbers, sizes, times and names as an English reader expects them. */
import type { NetworkName } from "../engine/protocol";

export function count(number: number, one: string, many: string): string {
  return `${whole(number)} ${number === 1 ? one : many}`;
}

export function whole(number: number): string {
  return Math.round(number).toLocaleString("en");
}

export function pictures(number: number): string {
  return count(number, "picture", "pictures");
}

/** Never rounds up to certainty, nor down to the impossible. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  if (rounded === 0 && share > 0) return "< 1 %";
  if (rounded === 100 && share < 1) return "> 99 %";
  return `${rounded} %`;
}

export function bytes(numBytes: number): string {
  if (numBytes < 1_000) return `${numBytes} bytes`;
  if (numBytes < 1_000_000) return `${Math.round(numBytes / 1_000)} kB`;
  return `${(numBytes / 1_000_000).toFixed(1)} MB`;
}

export function duration(millis: number): string {
  const seconds = Math.max(1, Math.round(millis / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : count(Math.round(minutes / 60), "hour", "hours");
}

export function millions(number: number): string {
  return `${(number / 1_000_000).toFixed(1)} million`;
}

/** As their authors call them. */
export function networkName(network: NetworkName): string {
  return network === "resnet18" ? "ResNet-18" : "EfficientNet-Lite0";
}
