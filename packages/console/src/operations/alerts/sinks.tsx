import { useMutation } from "@tanstack/react-query";
import { When } from "../../admin/admin-page.tsx";
import { describeAdminError } from "../../admin/admin-words.ts";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { usePermissions } from "../../admin/permissions.ts";
import { isQuiet } from "../../client/index.ts";
import { Button, FormFailure, Notice } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { type AlertSink, createAlertsApi } from "./alerts-api.ts";
import { sinkName, sinkWords, testWords } from "./alerts-words.ts";

/** Who is told, whether it gets out, and a way to try. */
export const Sinks = ({ sinks }: { readonly sinks: readonly AlertSink[] }) => {
  const { may } = usePermissions();
  return (
    <section className="stack" aria-labelledby="alert-sinks">
      <h2 id="alert-sinks">Who is told</h2>
      {sinks.length === 0 ? (
        <Notice tone="warn" title="Nobody is told">
          Alerts are in the log, in the metrics and on this page. Set ALERT_WEBHOOK_URL or
          ALERT_EMAIL to be told.
        </Notice>
      ) : (
        <>
          <DataTable
            caption="Who is told"
            rows={sinks}
            keyOf={({ name }) => name}
            columns={COLUMNS}
          />
          {may("alerts:write") && <Test />}
        </>
      )}
    </section>
  );
};

const COLUMNS: readonly [Column<AlertSink>, ...Column<AlertSink>[]] = [
  { name: "Way", cell: ({ name }) => sinkName(name) },
  { name: "Now", cell: (sink) => sinkWords(sink) },
  {
    name: "Last",
    cell: ({ lastSentAt }) =>
      lastSentAt === null ? <span className="soft">never</span> : <When iso={lastSentAt} />,
  },
  {
    name: "Last fault",
    cell: ({ lastError }) => <span className="small wrap-anywhere">{lastError ?? "none"}</span>,
  },
];

const Test = () => {
  const { client } = useRuntime();
  const test = useMutation({ mutationFn: () => createAlertsApi(client).test() });
  const isShown = test.error !== null && !isQuiet(test.error);
  return (
    <div className="stack stack-tight">
      <div>
        <Button isPending={test.isPending} onPress={() => test.mutate()}>
          Send a test
        </Button>
      </div>
      <FormFailure failure={isShown ? describeAdminError(test.error) : undefined} />
      <ul role="status" className="stack stack-tight plain-list">
        {test.data?.results.map((result) => (
          <li key={result.sink} className="wrap-anywhere">
            {testWords(result)}
          </li>
        ))}
      </ul>
    </div>
  );
};
