/** How one network may come: with what it learned elsewhere, from the visitor's own file, or knowing nothing. */
import type { NetworkChoice } from "../../engine/network-choice";
import { hostedUrl } from "../../engine/other-networks";
import type { NetworkName } from "../../engine/protocol";
import { networkText } from "../../text/network";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { FileButton } from "../shared/file-button";
import { CheckIcon } from "../shared/icons";

export function NetworkWays({ network, name }: { network: NetworkName; name: string }) {
  const { select } = useApp();
  const { choice } = select.network.value;
  const { seed } = select.plan.value.settings;
  const isOwn = choice.network === network;
  const isHosted = network === "efficientnet-lite0" || hostedUrl(network) !== undefined;
  return (
    <ul class="network-ways" aria-label={networkText.ways(name)}>
      {isHosted && (
        <Way
          title={networkText.pretrained}
          help={networkText.pretrainedHelp}
          choice={{ network, from: "page" }}
          isInUse={isOwn && choice.from === "page"}
        />
      )}
      {isOwn && choice.from === "file" && (
        <Way title={networkText.fromFile} help={networkText.fromFileHelp} choice={choice} isInUse />
      )}
      {!isHosted && !(isOwn && choice.from === "file") && (
        <li>
          <b>{networkText.pretrained}</b>
          <p class="quiet">{networkText.missing}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls where there is no room for it. */}
          <pre class="network-steps" tabIndex={0}>
            {networkText.missingSteps}
          </pre>
          <OpenFile />
        </li>
      )}
      <Way
        title={networkText.fromScratch}
        help={networkText.fromScratchHelp}
        choice={isOwn && choice.from === "drawn" ? choice : { network, from: "drawn", seed }}
        isInUse={isOwn && choice.from === "drawn"}
      />
      {network === "resnet18" && isHosted && (
        <li>
          <OpenFile />
        </li>
      )}
    </ul>
  );
}

function OpenFile() {
  const { intents } = useApp();
  return (
    <FileButton
      label={networkText.openFile}
      isSingle
      accept=".weights"
      onFiles={([file]) => file && void intents.network((own) => own.openFile(file))}
    >
      {networkText.openFile}
    </FileButton>
  );
}

interface WayProps {
  title: string;
  help: string;
  choice: NetworkChoice;
  isInUse: boolean;
}

function Way({ title, help, choice, isInUse }: WayProps) {
  const { select, intents } = useApp();
  const { change } = select.network.value;
  const { at } = select.engine.value.phase;
  const mayChoose = (at === "ready" || at === "failed") && !change;
  return (
    <li data-in-use={isInUse ? "" : undefined}>
      <b>
        {isInUse && <CheckIcon />}
        {title}
      </b>
      <p class="quiet">{help}</p>
      {!isInUse && (
        <Button isDisabled={!mayChoose} onClick={() => void intents.network((own) => own.choose(choice))}>
          {networkText.useOf(choice)}
        </Button>
      )}
    </li>
  );
}
