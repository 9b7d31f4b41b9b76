import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ADMIN_KEY } from "../../admin/action-button.tsx";
import { Badge, When } from "../../admin/admin-page.tsx";
import { countWords, describeAdminError } from "../../admin/admin-words.ts";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { usePermissions } from "../../admin/permissions.ts";
import { isQuiet } from "../../client/index.ts";
import { Button, EmptyState, FormFailure, Notice, useToasts } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { LivePage } from "../live-page.tsx";
import { PageTurner } from "../page-turner.tsx";
import { PastListBar } from "../time/past-list-bar.tsx";
import { usePastList } from "../time/use-past-list.ts";
import { AlertDialog } from "./alert-dialog.tsx";
import { type Alert, type AlertPage, alertsFile, createAlertsApi } from "./alerts-api.ts";
import { lastedWords, standing } from "./alerts-words.ts";
import { Rules } from "./rules.tsx";
import { Sinks } from "./sinks.tsx";

/** What is wrong and what was, who is told, and the rules behind it (OBS-08, OBS-09). */
export const AlertsPage = () => {
  const list = usePastList();
  return (
    <LivePage
      title="Alerts"
      queryKey={["alerts", "list", ...list.key]}
      load={(client, signal) => createAlertsApi(client).list(list.filterNow(), signal)}
      subject="alerts"
      topics={["alerts", "incidents"]}
      everyMs={10_000}
    >
      {(page, at) => (
        <>
          <List page={page} at={at} list={list} />
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
  readonly list: ReturnType<typeof usePastList>;
}) => {
  const { page, at, list } = props;
  const { may } = usePermissions();
  const [shown, setShown] = useState<Alert | undefined>();
  return (
    <section className="stack" aria-labelledby="alert-list">
      <h2 id="alert-list">What is wrong</h2>
      <PastListBar label="Which alerts" openLabel="Going on" list={list} />
      <p role="status" className="small soft">
        {countWords(page.open, "alert", "alerts")} going on; {page.unseen} that nobody has seen
      </p>
      {page.incidents > 0 && (
        <Notice tone="warn" title={countWords(page.incidents, "open incident", "open incidents")}>
          <PageLink to="/operations/incidents">See what happened and what was done</PageLink>
        </Notice>
      )}
      {page.alerts.length === 0 ? (
        <EmptyState title={list.view === "open" ? "All is well" : "Nothing was wrong"}>
          {list.view === "open" ? "No rule fires now." : "No rule fired in this time."}
        </EmptyState>
      ) : (
        <DataTable
          caption="Alerts"
          file={alertsFile(list.filterNow())}
          rows={page.alerts}
          keyOf={({ id }) => id}
          columns={columnsOf(at, may("alerts:write"), setShown)}
        />
      )}
      <PageTurner next={page.next} isFirst={list.isFirst} onPage={list.turnTo} />
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
