/** The whole page: three columns in the order the data flows, a header, a status line, and what happened. */
import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { text } from "../text";
import { AppContext, type App as AppValue } from "./app-context";
import { CollectColumn } from "./collect/collect-column";
import { Header } from "./header";
import { Announcer } from "./shared/announcer";
import { DropAnywhere } from "./shared/drop-anywhere";
import { Notices } from "./shared/notices";
import { listenForKeys } from "./shared/page-keys";
import { StatusLine } from "./status-line";
import { StepBar } from "./step-bar";
import { TrainColumn } from "./train/train-column";
import { TryColumn } from "./try/try-column";

export function App({ app }: { app: AppValue }) {
  const { appearance, step, inside } = app.select;
  const isInside = useComputed(() => inside.value.isOpen).value;
  useEffect(() => listenForKeys(document, app.intents), [app]);
  useEffect(() => {
    document.documentElement.dataset.appearance = appearance.value;
  }, [appearance.value]);
  return (
    <AppContext.Provider value={app}>
      <div class="page" data-step={step.value} data-inside={isInside ? "" : undefined}>
        <a class="skip-link" href="#train">
          {text.page.skipToTrain}
        </a>
        <Header />
        <main class="columns">
          <CollectColumn />
          <TrainColumn />
          <TryColumn />
        </main>
        <StatusLine />
        <StepBar />
        <Notices />
        <DropAnywhere />
        <Announcer />
      </div>
    </AppContext.Provider>
  );
}
