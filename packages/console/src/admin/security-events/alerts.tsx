import { useMutation, useQueryClient } from "@tanstack/react-query";
import { isQuiet } from "../../client/index.ts";
import { Button, FormFailure, Segmented, Skeleton, useToasts } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { ADMIN_KEY } from "../action-button.tsx";
import { AdminFailure, Badge, When } from "../admin-page.tsx";
import { countWords, describeAdminError } from "../admin-words.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { usePermissions } from "../permissions.ts";
import { type Alert, type AlertPage, createEventsApi } from "./events-api.ts";
import { alertCount } from "./events-words.ts";

const VIEWS = [
  { value: "open", label: "Not seen yet" },
  { value: "all", label: "All" },
] as const;

/** Which alerts are shown. */
export type AlertsView = "open" | "all";

/** Rules that were met, and who has seen it. */
export const Alerts = (props: {
  readonly page: AlertPage | undefined;
  readonly error: unknown;
  readonly view: AlertsView;
  readonly onView: (view: AlertsView) => void;
  readonly onRetry: () => void;
}) => {
  const { page, error, view, onView } = props;
  const { may } = usePermissions();
  return (
    <section className="stack" aria-labelledby="alerts">
      <div className="row row-spread">
        <h2 id="alerts">Alerts</h2>
        <Segmented
          label="Which alerts"
          isLabelHidden
          value={view}
          onChange={onView}
          choices={VIEWS}
        />
      </div>
      {page === undefined && error === null && <Skeleton lines={3} height="2.5rem" />}
      {page === undefined && error !== null && (
        <AdminFailure error={error} onRetry={props.onRetry} />
      )}
      {page !== undefined && (
        <>
          <p role="status" className="small soft">
            {countWords(page.open, "alert", "alerts")} that nobody has seen
            {page.next !== null && `; the newest ${page.alerts.length} are shown`}
          </p>
          {page.alerts.length === 0 ? (
            <p>
              {view === "open"
                ? "Nothing waits for you: every alert was seen, or there was none."
                : "No rule was met so far."}
            </p>
          ) : (
            <DataTable
              caption="Security alerts"
              rows={page.alerts}
              keyOf={({ id }) => id}
              columns={columns(may("security:write"))}
            />
          )}
        </>
      )}
    </section>
  );
};

const columns = (mayWrite: boolean): readonly [Column<Alert>, ...Column<Alert>[]] => [
  {
    name: "Alert",
    cell: ({ about, severity, rule }) => (
      <>
        <span className="badges">
          {severity === "alert" && <Badge tone="danger">grave</Badge>}
          <strong>{about}</strong>
        </span>
        <code className="small soft line">{rule}</code>
      </>
    ),
  },
  { name: "Whose", cell: (alert) => <Whose alert={alert} /> },
  { name: "Events", cell: (alert) => <span className="numbers">{alertCount(alert)}</span> },
  { name: "When", cell: ({ at }) => <When iso={at} /> },
  {
    name: "Seen",
    cell: (alert) =>
      alert.seenAt === null ? (
        mayWrite ? (
          <SeenButton alert={alert} />
        ) : (
          <span className="soft">not yet</span>
        )
      ) : (
        <When iso={alert.seenAt} />
      ),
  },
];

const Whose = ({ alert }: { readonly alert: Alert }) => {
  const { address, accountId } = alert;
  if (address !== null) {
    return (
      <PageLink to="/admin/security-events" search={{ address }} className="numbers wrap-anywhere">
        {address}
      </PageLink>
    );
  }
  if (accountId !== null) {
    return (
      <PageLink to="/admin/security-events" search={{ account: accountId }} className="numbers">
        account {accountId.slice(0, 8)}…
      </PageLink>
    );
  }
  return <span className="soft">{alert.countedBy === "all" ? "everybody" : "not known"}</span>;
};

const SeenButton = ({ alert }: { readonly alert: Alert }) => {
  const { client } = useRuntime();
  const queries = useQueryClient();
  const toasts = useToasts();
  const seen = useMutation({
    mutationFn: () => createEventsApi(client).acknowledge(alert.id),
    onSuccess: async () => {
      toasts.succeed("Noted that you have seen it.");
      await queries.invalidateQueries({ queryKey: [ADMIN_KEY, "security-alerts"] });
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
