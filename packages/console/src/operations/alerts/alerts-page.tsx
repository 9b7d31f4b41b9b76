import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ADMIN_KEY } from "../../admin/action-button.tsx";
import { Badge, When } from "../../admin/admin-page.tsx";
import { countWords, describeAdminError } from "../../admin/admin-words.ts";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { usePermissions } from "../../admin/permissions.ts";
import { isQuiet } from "../../client/index.ts";
import { Button, EmptyState, FormFailure, Notice, Segmented, useToasts } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { LivePage } from "../live-page.tsx";
import { AlertDialog } from "./alert-dialog.tsx";
import { type Alert, type AlertPage, createAlertsApi } from "./alerts-api.ts";
import { lastedWords, standing } from "./alerts-words.ts";
import { Rules } from "./rules.tsx";
import { Sinks } from "./sinks.tsx";

const VIEWS = [
  { value: "open", label: "Going on" },
  { value: "all", label: "All" },
] as const;

type View = (typeof VIEWS)[number]["value"];

/** What is wrong and what was, who is told, and the rules behind it (OBS-08, OBS-09). */
export const AlertsPage = () => {
  const [view, setView] = useState<View>("open");
  return (
    <LivePage
      title="Alerts"
      queryKey={["alerts", "list", view]}
      load={(client, signal) => createAlertsApi(client).list(view === "open", signal)}
      subject="alerts"
      topics={["alerts", "incidents"]}
      everyMs={10_000}
    >
      {(page, at) => (
        <>
          <List page={page} at={at} view={view} onView={setView} />
          <Sinks sinks={page.sinks} />
          <Rules />
        </>
      )}
    </LivePage>
  );
};

const List = (props: {
  readonly page: AlertPage;
  readonly at: number;
  readonly view: View;
  readonly onView: (view: View) => void;
}) => {
  const { page, at, view, onView } = props;
  const { may } = usePermissions();
  const [shown, setShown] = useState<Alert | undefined>();
  return (
    <section className="stack" aria-labelledby="alert-list">
      <div className="row row-spread">
        <h2 id="alert-list">What is wrong</h2>
        <Segmented
          label="Which alerts"
          isLabelHidden
          value={view}
          onChange={onView}
          choices={VIEWS}
        />
      </div>
      <p role="status" className="small soft">
        {countWords(page.open, "alert", "alerts")} going on; {page.unseen} that nobody has seen
        {page.next !== null && `; the newest ${page.alerts.length} are shown`}
      </p>
      {page.incidents > 0 && (
        <Notice tone="warn" title={countWords(page.incidents, "open incident", "open incidents")}>
          <PageLink to="/operations/incidents">See what happened and what was done</PageLink>
        </Notice>
      )}
      {page.alerts.length === 0 ? (
        <EmptyState title={view === "open" ? "All is well" : "Nothing was wrong so far"}>
          {view === "open" ? "No rule fires now." : "No rule has fired yet."}
        </EmptyState>
      ) : (
        <DataTable
          caption="Alerts"
          rows={page.alerts}
          keyOf={({ id }) => id}
          columns={columnsOf(at, may("alerts:write"), setShown)}
        />
      )}
      {shown !== undefined && <AlertDialog alert={shown} onClose={() => setShown(undefined)} />}
    </section>
  );
};

const columnsOf = (
  at: number,
  mayWrite: boolean,
  onShow: (alert: Alert) => void,
): readonly [Column<Alert>, ...Column<Alert>[]] => [
  {
    name: "Alert",
    cell: (alert) => {
      const { label, tone } = standing(alert);
      return (
        <>
          <span className="badges">
            <Badge tone={tone}>{label}</Badge>
            <strong>{alert.about}</strong>
          </span>
          <span className="small soft line wrap-anywhere">{alert.detail}</span>
        </>
      );
    },
  },
  { name: "Whose", cell: (alert) => <Whose alert={alert} /> },
  {
    name: "Since",
    cell: ({ startedAt, endedAt }) => (
      <>
        <When iso={startedAt} />
        <span className="small soft line">for {lastedWords(startedAt, endedAt, at)}</span>
      </>
    ),
  },
  {
    name: "Told",
    cell: ({ noticedAt }) =>
      noticedAt === null ? <span className="soft">nobody</span> : <When iso={noticedAt} />,
  },
  {
    name: "Change",
    cell: (alert) => (
      <div className="row">
        <Button isSmall aria-label={`Look: ${alert.about}`} onPress={() => onShow(alert)}>
          Look
        </Button>
        {alert.acknowledgedAt !== null && (
          <span className="small soft">
            seen <When iso={alert.acknowledgedAt} />
          </span>
        )}
        {alert.acknowledgedAt === null && mayWrite && <SeenButton alert={alert} />}
      </div>
    ),
  },
];

/** Whose doing it is, as a way to what else they did. */
export const Whose = ({ alert }: { readonly alert: Pick<Alert, "address" | "accountId"> }) => {
  const { address, accountId } = alert;
  if (address !== null) {
    return (
      <PageLink to="/admin/security-events" search={{ address }} className="numbers wrap-anywhere">
        {address}
      </PageLink>
    );
  }
  return accountId === null ? (
    <span className="soft">the application</span>
  ) : (
    <PageLink to="/admin/security-events" search={{ account: accountId }} className="numbers">
      account {accountId.slice(0, 8)}…
    </PageLink>
  );
};

const SeenButton = ({ alert }: { readonly alert: Alert }) => {
  const { client } = useRuntime();
  const queries = useQueryClient();
  const toasts = useToasts();
  const seen = useMutation({
    mutationFn: () => createAlertsApi(client).acknowledge(alert.id),
    onSuccess: async () => {
      toasts.succeed("Noted that you have seen it.");
      await queries.invalidateQueries({ queryKey: [ADMIN_KEY, "alerts"] });
    },
  });
  const isShown = seen.error !== null && !isQuiet(seen.error);
  return (
    <>
      <Button
        isSmall
        isPending={seen.isPending}
        aria-label={`I have seen it: ${alert.about}`}
        onPress={() => seen.mutate()}
      >
        I have seen it
      </Button>
      <FormFailure failure={isShown ? describeAdminError(seen.error) : undefined} />
    </>
  );
};
