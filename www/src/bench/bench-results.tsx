/** What the bench found: the device, whether the engines agree, what went wrong, and a table for each comparison. */
import { useState } from "preact/hooks";
import { figureInWords, isTargetMet, ratioToBestPeer, threeDigits } from "../../scripts/bench/figures.mjs";
import { tablesFromRows } from "../../scripts/bench/tables.mjs";
import { benchText } from "../text/bench";
import type { BenchResult } from "./contract";

type Table = ReturnType<typeof tablesFromRows>[number];

export function BenchResults({ result }: { result: BenchResult }) {
  const { adapter, threads, isIsolated, agreements, problems, rows } = result;
  return (
    <>
      <section>
        <h2>{benchText.device}</h2>
        <p>{adapter ? benchText.adapter(adapter.description, adapter.isSoftware) : benchText.noAdapter}</p>
        <p>{benchText.threads(threads, isIsolated)}</p>
        <p class="quiet">{navigator.userAgent}</p>
        <p class="quiet">
          {Object.entries(result.versions)
            .map(([name, version]) => `${name} ${version}`)
            .join(", ")}
        </p>
        <CopyButton result={result} />
      </section>
      {problems.length > 0 && (
        <section>
          <h2>{benchText.problems}</h2>
          {problems.map((sentence) => (
            <p key={sentence} class="bench-problem">
              {sentence}
            </p>
          ))}
        </section>
      )}
      <section>
        <h2>{benchText.results}</h2>
        {tablesFromRows(rows).map((table) => (
          <ResultTable key={table.rows[0]?.what} table={table} />
        ))}
      </section>
      <section>
        <h2>{benchText.agreementTitle}</h2>
        <ul>
          {agreements.map(({ engine, side, cosine, maxDifference }) => (
            <li key={`${engine} ${side}`}>
              {benchText.agreement(engine, side, cosine.toFixed(6), maxDifference.toExponential(1))}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function ResultTable({ table: { section, peers, rows } }: { table: Table }) {
  const { what, ours, ratio, target } = benchText.columns;
  return (
    // A region that scrolls must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: as said.
    <section class="bench-table" tabIndex={0} aria-label={benchText.sections[section]}>
      <table>
        <caption>{benchText.sections[section]}</caption>
        <thead>
          <tr>
            {[what, ours, ...peers, ratio, target].map((heading) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="numbers">
          {rows.map((row) => (
            <tr key={row.what}>
              <th scope="row">{row.what}</th>
              <td>{figureInWords(row.ours, row.unit)}</td>
              {peers.map((peer) => (
                <td key={peer}>{figureInWords(row.peers[peer] ?? null, row.unit)}</td>
              ))}
              <td>{threeDigits(ratioToBestPeer(row) ?? Number.NaN)}</td>
              <td>{row.target ? `${row.target.says}${verdict(isTargetMet(row))}` : ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function verdict(isMet: boolean | undefined): string {
  if (isMet === undefined) return "";
  return `: ${isMet ? benchText.met : benchText.notMet}`;
}

function CopyButton({ result }: { result: BenchResult }) {
  const [label, setLabel] = useState(benchText.copy);
  async function copy() {
    try {
      await navigator.clipboard.writeText(
        JSON.stringify({ ...result, userAgent: navigator.userAgent }, null, 2),
      );
      setLabel(benchText.copied);
    } catch {
      setLabel(benchText.copyFailed);
    }
  }
  return (
    <button type="button" class="button" onClick={copy}>
      {label}
    </button>
  );
}
