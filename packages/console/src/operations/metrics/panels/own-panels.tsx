import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { ActionButton, ADMIN_KEY } from "../../../admin/action-button.tsx";
import type { TimeRange } from "../../../kit/chart/index.ts";
import { Button } from "../../../kit/index.ts";
import { useRuntime } from "../../../shell/index.ts";
import { MetricChart } from "../metric-chart.tsx";
import { formatOf } from "./panel-words.ts";
import { createPanelsApi, MAX_PANELS, type Panel } from "./panels-api.ts";

// Most look at panels without adding one.
const AddPanel = lazy(async () => ({ default: (await import("./add-panel.tsx")).AddPanel }));

/** Under this key panels are kept. */
const PANELS = [ADMIN_KEY, "panels"] as const;

/** The charts that the signed-in person has put together; they follow the account (OBS-12). */
export const OwnPanels = (props: {
  readonly range: TimeRange;
  readonly onSelect: (from: number, to: number) => void;
}) => {
  const { client } = useRuntime();
  const [isAdding, setAdding] = useState(false);
  const found = useQuery({
    queryKey: PANELS,
    queryFn: ({ signal }) => createPanelsApi(client).list(signal),
  });
  const panels = found.data;
  // The charts above stand without it.
  if (panels === undefined) return null;
  return (
    <section className="stack" aria-labelledby="own-panels">
      <div className="row row-spread">
        <h2 id="own-panels">Your charts</h2>
        <Button isSmall isDisabled={panels.length >= MAX_PANELS} onPress={() => setAdding(true)}>
          Add a chart
        </Button>
      </div>
      {panels.length === 0 ? (
        <p className="small soft">
          Any metric can be a chart here. What you add stays with your account.
        </p>
      ) : (
        <div className="chart-grid">
          {panels.map((panel, index) => (
            <OwnPanel
              // biome-ignore lint/suspicious/noArrayIndexKey: two panels may be the same
              key={`${index} ${panel.title}`}
              {...props}
              panel={panel}
              others={panels.toSpliced(index, 1)}
            />
          ))}
        </div>
      )}
      {isAdding && (
        <Suspense>
          <AddPanel panels={panels} onClose={() => setAdding(false)} />
        </Suspense>
      )}
    </section>
  );
};

const OwnPanel = (props: {
  readonly panel: Panel;
  readonly others: readonly Panel[];
  readonly range: TimeRange;
  readonly onSelect: (from: number, to: number) => void;
}) => {
  const { client } = useRuntime();
  const { title, ...question } = props.panel;
  return (
    <MetricChart
      title={title}
      range={props.range}
      onSelect={props.onSelect}
      format={formatOf(question)}
      lines={[{ label: question.by === undefined ? question.name : "", ...question }]}
    >
      <ActionButton
        label="Remove"
        accessibleLabel={`Remove the chart ${title}`}
        buttonLook="quiet"
        title={`Remove the chart ${title}?`}
        confirmLabel="Remove it"
        done={`The chart ${title} is removed.`}
        run={() => createPanelsApi(client).save(props.others)}
      >
        <p>The metric goes on to be recorded; the chart can be added again.</p>
      </ActionButton>
    </MetricChart>
  );
};
