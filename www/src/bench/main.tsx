/** The bench's page: a button for people, and one function for `scripts/bench.mjs`. */
import { render } from "preact";
import "../style/tokens.css";
import "../style/base.css";
import "../style/controls.css";
import "./bench.css";
import { BenchPage } from "./bench-page";
import "./contract";
import { runBench } from "./run-bench";

window.afterimageBench = (request) =>
  runBench(request, (progress) => window.afterimageBenchProgress?.(progress));

const place = document.querySelector("#bench");
if (place) render(<BenchPage />, place);
