/** One click to measure the gain of transfer, with each network that has learned something before. */
import { useId } from "preact/hooks";
import { networkKeyOf, pretrainedNetworks } from "../../state/race/race-networks";
import { isRacing } from "../../state/race/race-state";
import { raceText } from "../../text/race";
import { transferText } from "../../text/transfer";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import "../../style/transfer.css";
import { useRaceParts } from "./use-race-parts";

/** `onStart` hears of it before anything else happens. */
export function TransferStart({ onStart }: { onStart?: () => void }) {
  const { select, intents } = useApp();
  const parts = useRaceParts();
  const reasonId = useId();
  const { epochs, pictureSide } = parts.plan;
  const networks = pretrainedNetworks(parts);
  const isGoing = isRacing(parts.race);
  const reason = isGoing ? transferText.going : select.trainingBlock.value && raceText.blocked;
  return (
    <div class="transfer-start">
      <h4>{transferText.question}</h4>
      <p class="quiet">{transferText.lead(epochs, pictureSide)}</p>
      <div class="transfer-buttons">
        {networks.map((choice) => (
          <Button
            key={networkKeyOf(choice)}
            isDisabled={reason !== undefined || parts.network.change !== undefined}
            describedBy={reason === undefined ? undefined : reasonId}
            onClick={() => {
              onStart?.();
              void intents.race.measureTransfer(networkKeyOf(choice));
            }}
          >
            {networks.length === 1 && choice === parts.network.choice
              ? transferText.measure
              : transferText.measureWith(raceText.networkNameOf(choice))}
          </Button>
        ))}
      </div>
      {reason !== undefined && (
        <p class="quiet" id={reasonId}>
          {reason}
        </p>
      )}
    </div>
  );
}
