/** What a depth means in plain words: what learns, what it is good for, how long it takes, and what memory it needs. */
import type { ComponentChildren } from "preact";
import type { LayerInfo } from "../../engine/protocol";
import { type Cost, type CostInput, costOf, deepestFitting, memoryBudget } from "../../state/deeper/cost";
import { costInput } from "../../state/deeper/cost-input";
import { learningPart } from "../../state/deeper/depth";
import { HEAD_ONLY } from "../../state/deeper/depths";
import type { Store } from "../../state/store";
import { deeperText } from "../../text/deeper";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { WarningIcon } from "../shared/icons";
import { tuningDeviceInWords } from "./tuning-device";
import { useDepths } from "./use-depths";

export function DepthFacts({ cut }: { cut: number }) {
  const { select } = useApp();
  const { layers } = select.inside.value;
  if (!layers) {
    const isReady = select.engine.value.phase.at === "ready";
    return (
      <p class="quiet" role="status">
        {isReady ? deeperText.waiting : deeperText.loading}
      </p>
    );
  }
  return <Facts cut={cut} layers={layers} />;
}

function Facts({ cut, layers }: { cut: number; layers: readonly LayerInfo[] }) {
  const { select } = useApp();
  const input = costInput(
    {
      examples: select.examples.value,
      plan: select.plan.value,
      engine: select.engine.value,
      embedding: select.embedding.value,
      trying: select.trying.value,
      deeper: select.deeper.value,
      unlabelled: select.unlabelled.value,
    },
    layers,
    cut,
  );
  const cost = costOf(input);
  const depths = useDepths();
  const isDrawn = select.network.value.choice.from === "drawn";
  const { layers: learning, numParameters, numParametersInAll } = learningPart(layers, cut);
  return (
    <>
      <TooLarge input={input} needed={cost.bytes.total} />
      <dl class="depth-facts">
        <Fact name={deeperText.learns}>
          {cut === HEAD_ONLY
            ? deeperText.learnsHead
            : deeperText.learnsPart(cut, depths, learning.length, numParameters, numParametersInAll)}
        </Fact>
        <Fact name={deeperText.goodFor}>
          {isDrawn ? deeperText.goodForDrawn(cut) : deeperText.goodForCut(cut, depths)}
        </Fact>
        <Fact name={deeperText.time}>
          {timeInWords(cost, input).join(" ")} {cut !== HEAD_ONLY && deviceInWords(select)}
        </Fact>
        <Fact name={deeperText.memory}>{memoryInWords(cost, input).join(" ")}</Fact>
      </dl>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function deviceInWords({ deeper, engine }: Pick<Store["select"], "deeper" | "engine">): string {
  const { tuningDevice } = deeper.value;
  if (tuningDevice) return tuningDeviceInWords(tuningDevice);
  return engine.value.device?.device === "gpu" ? deeperText.onFaster : deeperText.onCpu;
}

function timeInWords(
  { epochMillis, preparingMillis, isMeasured }: Cost,
  { cut, epochs, numTraining, numValidation }: CostInput,
): string[] {
  if (cut === HEAD_ONLY) return [deeperText.timeHead];
  if (epochMillis === undefined) return [deeperText.timeUnknown];
  const sentences = [
    deeperText.timeEpoch(epochMillis, isMeasured),
    deeperText.timeAll(epochMillis * epochs, epochs),
  ];
  if (isMeasured || preparingMillis === undefined) return sentences;
  return [...sentences, deeperText.timePreparing(preparingMillis, numTraining + numValidation)];
}

function memoryInWords({ bytes, keptShare }: Cost, { cut, batchSize, numTraining }: CostInput): string[] {
  if (cut === HEAD_ONLY) return [deeperText.memoryHead];
  const pictures = Math.min(batchSize, Math.max(1, numTraining));
  return [
    deeperText.memoryAll(bytes.total),
    deeperText.memoryParts(bytes.maps, bytes.batch, pictures, bytes.weights),
    ...(keptShare < 1 ? [deeperText.memoryKept(keptShare)] : []),
  ];
}

/** Said before it starts, because a page that runs out of memory is gone. */
function TooLarge({ input, needed }: { input: CostInput; needed: number }) {
  const { intents } = useApp();
  const depths = useDepths();
  const budget = memoryBudget(deviceMemory());
  if (input.cut === HEAD_ONLY || needed <= budget) return null;
  const fitting = deepestFitting(input, budget);
  return (
    <div class="deeper-note" role="alert">
      <WarningIcon />
      <p>
        {deeperText.tooLarge(needed, budget)} {deeperText.tooLargeBatch}
      </p>
      <Button onClick={() => intents.deeper.cutAt(fitting)}>
        {deeperText.chooseFitting(fitting, depths)}
      </Button>
    </div>
  );
}

/** In gibibytes, rounded, and only where the browser tells. */
function deviceMemory(): number | undefined {
  return (navigator as Navigator & { deviceMemory?: number }).deviceMemory;
}
