/** Every drawing of `draw/` with little, much and odd data. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ClassBars } from "../draw/class-bars";
import { classColour, cssColourFromRgba, divergingColour } from "../draw/colours";
import { ConfusionMatrix } from "../draw/confusion-matrix";
import { drawHeatmap } from "../draw/heatmap";
import { LineChart } from "../draw/line-chart";
import { text } from "../text";
import { LiveMapDrawing } from "./drawings-inside";

export function Drawings() {
  return (
    <div class="drawings">
      <Drawing name="colours">
        <ul class="swatches">
          {Array.from({ length: 20 }, (_, index) => (
            <li key={index} style={{ "--swatch": classColour(index) }}>
              {index + 1}
            </li>
          ))}
        </ul>
        <ul class="swatches">
          {[-1, -0.5, -0.25, 0, 0.25, 0.5, 1].map((value) => (
            <li key={value} style={{ "--swatch": cssColourFromRgba(divergingColour(value)) }}>
              {value}
            </li>
          ))}
        </ul>
      </Drawing>
      <Drawing name="line-chart, empty">
        <Losses numEpochs={0} />
      </Drawing>
      <Drawing name="line-chart, one epoch">
        <Losses numEpochs={1} />
      </Drawing>
      <Drawing name="line-chart, 40 epochs">
        <Losses numEpochs={40} />
      </Drawing>
      <Drawing name="line-chart, 1000 epochs, logarithmic">
        <Losses numEpochs={1000} isLogarithmic />
      </Drawing>
      {[2, 5, 12, 20].map((numClasses) => (
        <Drawing key={numClasses} name={`confusion-matrix, ${numClasses} classes`}>
          <Confusion numClasses={numClasses} />
        </Drawing>
      ))}
      <Drawing name="class-bars">
        <Bars values={[0.86, 0.11, 0.03]} />
      </Drawing>
      <Drawing name="class-bars, undecided">
        <Bars values={Array.from({ length: 12 }, () => 1 / 12)} />
      </Drawing>
      <Drawing name="heatmap">
        <WaveMap />
      </Drawing>
      <Drawing name="network map, live">
        <LiveMapDrawing />
      </Drawing>
    </div>
  );
}

function Drawing({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <section class="drawing">
      <h2>{name}</h2>
      {children}
    </section>
  );
}

function Losses({ numEpochs, isLogarithmic = false }: { numEpochs: number; isLogarithmic?: boolean }) {
  const falling = (floor: number, pace: number) =>
    Array.from(
      { length: numEpochs },
      (_, index) => floor + 2.2 * Math.exp(-index / pace) + 0.03 * Math.sin(index * 9),
    );
  return (
    <LineChart
      series={[
        {
          name: text.train.training,
          colour: "var(--ink)",
          isDashed: true,
          values: falling(0.05, numEpochs / 8),
        },
        {
          name: text.train.validation,
          colour: "var(--ink)",
          isDashed: false,
          values: falling(0.2, numEpochs / 6),
        },
      ]}
      xLabel={text.train.epoch}
      yLabel={text.train.loss}
      isLogarithmic={isLogarithmic}
      height={180}
      label={text.train.lossChart}
    />
  );
}

function Confusion({ numClasses }: { numClasses: number }) {
  const classes = Array.from({ length: numClasses }, (_, index) => index);
  const counts = classes.flatMap((row) =>
    classes.map((column) => {
      if (row === column) return 8 + ((row * 5) % 7);
      return (row * 3 + column * 5) % 11 === 0 ? 1 + ((row + column) % 4) : 0;
    }),
  );
  return (
    <ConfusionMatrix
      classNames={classes.map(className)}
      colours={classes.map(classColour)}
      counts={counts}
      label={text.train.confusionLabel}
      trueLabel={text.train.trueClass}
      predictedLabel={text.train.predictedClass}
      describeCell={text.train.cell}
      selectedCell={{ row: 0, column: 0 }}
    />
  );
}

function Bars({ values }: { values: number[] }) {
  const rows = values.map((value, index) => ({
    id: index,
    name: className(index),
    colour: classColour(index),
    value,
  }));
  return <ClassBars rows={rows} label={text.try.bars} formatValue={text.train.percent} />;
}

function WaveMap() {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!canvas.current) return;
    const values = Array.from(
      { length: 14 * 14 },
      (_, index) => Math.sin(index / 9) * Math.cos((index % 14) / 3),
    );
    drawHeatmap(canvas.current, { values, width: 14, height: 14 });
  }, []);
  return <canvas ref={canvas} class="wave-map" />;
}

function className(index: number): string {
  return index % 4 === 2 ? `A class with a rather long name ${index + 1}` : `Class ${index + 1}`;
}
