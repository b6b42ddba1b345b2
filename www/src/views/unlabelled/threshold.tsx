/** From which probability on a class is supposed, how many pictures reach it, and which of them come first. */
import { useId } from "preact/hooks";
import type { SupposedOrder } from "../../state/unlabelled/unlabelled-state";
import { unlabelledText } from "../../text/unlabelled";
import { useApp } from "../app-context";
import { Slider } from "./slider";

const ORDERS: readonly SupposedOrder[] = ["leastSure", "surest"];

export function Threshold({ numSupposed, total }: { numSupposed: number; total: number }) {
  const { select, intents } = useApp();
  const { threshold, order } = select.unlabelled.value;
  const id = useId();
  return (
    <div class="pile-threshold">
      <Slider
        name={unlabelledText.threshold}
        help={`${unlabelledText.atThreshold(numSupposed, total)} ${unlabelledText.thresholdHelp}`}
        value={Math.round(threshold * 100)}
        from={50}
        to={99}
        step={1}
        shown={unlabelledText.thresholdValue(threshold)}
        spoken={unlabelledText.thresholdSpoken(threshold, numSupposed)}
        onChange={(percent) => void intents.unlabelled((own) => own.setThreshold(percent / 100))}
      />
      <p class="pile-order">
        <label for={id}>{unlabelledText.order}</label>
        <select
          class="select"
          id={id}
          value={order}
          onChange={(event) => {
            const wanted = ORDERS.find((one) => one === event.currentTarget.value);
            if (wanted) void intents.unlabelled((own) => own.setOrder(wanted));
          }}
        >
          {ORDERS.map((one) => (
            <option key={one} value={one}>
              {unlabelledText.orders[one]}
            </option>
          ))}
        </select>
      </p>
    </div>
  );
}
