/** The bench for people: what it does, a button, how far it is, and what it found on their device. */
import { useState } from "preact/hooks";
import { benchText } from "../text/bench";
import { BenchResults } from "./bench-results";
import type { BenchResult } from "./contract";
import { runBench } from "./run-bench";

type State = { kind: "idle" } | { kind: "running"; sentence: string } | { kind: "done"; result: BenchResult };

export function BenchPage() {
  const [state, setState] = useState<State>({ kind: "idle" });
  const isRunning = state.kind === "running";

  async function run(isQuick: boolean) {
    if (isRunning) return;
    setState({ kind: "running", sentence: benchText.running });
    const result = await runBench({ parts: ["embed", "head", "tuning"], isQuick }, ({ sentence }) =>
      setState({ kind: "running", sentence }),
    );
    setState({ kind: "done", result });
  }

  return (
    <main class="bench">
      <h1>{benchText.title}</h1>
      <p>{benchText.introduction}</p>
      <p class="quiet">{benchText.patience}</p>
      <div class="bench-buttons">
        <button
          type="button"
          class="button"
          data-look="primary"
          aria-disabled={isRunning}
          onClick={() => run(false)}
        >
          {benchText.run}
        </button>
        <button type="button" class="button" aria-disabled={isRunning} onClick={() => run(true)}>
          {benchText.runQuick}
        </button>
      </div>
      <p class="bench-progress" role="status">
        {isRunning ? state.sentence : ""}
      </p>
      {state.kind === "done" && <BenchResults result={state.result} />}
    </main>
  );
}
