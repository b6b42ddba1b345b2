/** What the network says about the picture in hand. */
import { useState } from "preact/hooks";
import { text } from "../../text";
import { useApp } from "../app-context";
import { draggedPictures } from "../shared/drag-data";
import { AnswerBars } from "./answer-bars";
import { EvidencePanel } from "./evidence-panel";
import { HandPicture } from "./hand-picture";
import { SourceBar } from "./source-bar";

export function TryColumn() {
  const { intents } = useApp();
  const [isTarget, setIsTarget] = useState(false);

  const drop = (event: DragEvent) => {
    setIsTarget(false);
    const transfer = event.dataTransfer;
    if (!transfer) return;
    event.preventDefault();
    event.stopPropagation();
    const [exampleId] = draggedPictures(transfer) ?? [];
    if (exampleId !== undefined) void intents.trying.tryExample(exampleId);
    else void intents.trying.tryDataTransfer(transfer);
  };

  return (
    <section
      class="column try"
      aria-labelledby="try-heading"
      id="try"
      tabIndex={-1}
      data-drop-target={isTarget ? "" : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        event.stopPropagation();
        setIsTarget(true);
      }}
      onDragLeave={(event) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node) || !event.currentTarget.contains(to)) setIsTarget(false);
      }}
      onDrop={drop}
    >
      <header class="column-head">
        <h2 id="try-heading">{text.try.heading}</h2>
        <SourceBar />
      </header>
      <HandPicture />
      <AnswerBars />
      <EvidencePanel />
    </section>
  );
}
