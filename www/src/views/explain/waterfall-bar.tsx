/** One step of a sum, from where the one before it ended to where the next begins. */
import type { WaterfallStep } from "../../draw/waterfall";

export function WaterfallBar({ step, zero }: { step: WaterfallStep | undefined; zero: number }) {
  const percent = (share: number) => `${(100 * share).toFixed(2)}%`;
  return (
    <span class="waterfall-bar" aria-hidden="true" style={{ "--zero": percent(zero) }}>
      {step && (
        <span
          data-sign={step.isNegative ? "against" : "for"}
          style={{ left: percent(step.start), width: percent(step.length) }}
        />
      )}
    </span>
  );
}
