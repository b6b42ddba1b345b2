/** One number of the network, taken apart. */

export interface ValueViewProps {
  layer: number;
  channel: number;
  row: number;
  column: number;
}

export function ValueView({ layer, channel, row, column }: ValueViewProps) {
  return <div class="value" data-layer={layer} data-channel={channel} data-row={row} data-column={column} />;
}
