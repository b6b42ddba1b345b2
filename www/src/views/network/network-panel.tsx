/** Which network looks: each with what it is, what it costs and how it comes, and the way from one to another. */
import type { NetworkFailure } from "../../state/network/network-state";
import { text } from "../../text";
import { networkText } from "../../text/network";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { ProgressLine } from "../shared/progress-line";
import "../../style/network.css";
import { KNOWN_NETWORKS, type KnownNetwork } from "./known-networks";
import { NetworkWays } from "./network-ways";
import { RecipeCard } from "./recipe-card";

export function NetworkPanel() {
  const { select } = useApp();
  const { choice, paces } = select.network.value;
  const { phase } = select.engine.value;
  // How fast this one is says nothing about the other.
  const other = KNOWN_NETWORKS.find(({ network }) => network !== choice.network);
  const pace = other && paces.get(other.network);
  return (
    <div class="network-panel">
      <p class="quiet">{networkText.lead}</p>
      <Going />
      {KNOWN_NETWORKS.map((known) => (
        <NetworkCard key={known.network} known={known} />
      ))}
      <RecipeCard />
      <p class="quiet">
        {phase.at === "starting" || phase.at === "downloading"
          ? networkText.notReady
          : networkText.change(select.examples.value.size, pace)}
      </p>
    </div>
  );
}

function NetworkCard({ known }: { known: KnownNetwork }) {
  const { select } = useApp();
  const { choice, paces } = select.network.value;
  const { network, numParameters, downloadBytes, featureLength } = known;
  const isInUse = choice.network === network;
  const name = networkText.name(network);
  const facts = {
    parameters: networkText.parameters(numParameters),
    download: networkText.download(downloadBytes),
    features: networkText.features(featureLength),
    pace: networkText.pace(paces.get(network)),
  };
  return (
    <section class="network-card" data-in-use={isInUse ? "" : undefined}>
      <h4>
        {name} {isInUse && <span class="network-in-use">{networkText.inUse}</span>}
      </h4>
      <p>{networkText.whatItIs(network)}</p>
      <dl class="network-facts" aria-label={networkText.facts(name)}>
        {(["parameters", "download", "features", "pace"] as const).map((fact) => (
          <div key={fact}>
            <dt>{networkText.fact[fact]}</dt>
            <dd class="numbers">{facts[fact]}</dd>
          </div>
        ))}
      </dl>
      <NetworkWays network={network} name={name} />
    </section>
  );
}

/** The other network on its way, or why it did not come. */
function Going() {
  const { select, intents } = useApp();
  const { change, failure } = select.network.value;
  const { isRunning } = select.embedding.value;
  const numWaiting = select.numWaiting.value;
  if (change?.at === "arriving") {
    const { to, receivedBytes, totalBytes } = change;
    return (
      <ProgressLine
        label={networkText.arriving(to, receivedBytes, totalBytes)}
        done={receivedBytes}
        total={totalBytes}
      >
        <Button look="quiet" onClick={() => void intents.network((own) => own.stay())}>
          {networkText.stay}
        </Button>
      </ProgressLine>
    );
  }
  if (change) return <ProgressLine label={networkText.exchanging(change.to)} done={0} total={undefined} />;
  if (failure) {
    return (
      <p class="network-problem" role="alert">
        {inWords(failure)}
      </p>
    );
  }
  if (!isRunning || numWaiting === 0) return null;
  const total = select.examples.value.size;
  return <ProgressLine label={networkText.looking(numWaiting)} done={total - numWaiting} total={total} />;
}

function inWords({ to, problem }: NetworkFailure): string {
  if (!problem) return networkText.isInUse;
  const ofFile = to.from === "file" && problem.kind === "engine" && networkText.fileProblem(problem.error);
  return networkText.stayed(ofFile || text.problems.problem(problem));
}
