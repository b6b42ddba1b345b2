/** The network, opened. */

export function InsidePanel() {
  return null;
}
