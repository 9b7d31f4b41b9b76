import { useState } from "react";
import { Button, EmptyState, Segmented, Select } from "../../kit/index.ts";
import { PageLink } from "../../shell/index.ts";
import type { ReportLine } from "../admin-api.ts";
import { Badge, When } from "../admin-page.tsx";
import { countWords, permissionWords } from "../admin-words.ts";
import { DataTable } from "../data-table.tsx";
import { usePermissions } from "../permissions.ts";
import { concernsOf, inOrder, type Order, STALE_DAYS } from "./report-words.ts";

const SHOWN = 100;

const ORDERS = [
  { value: "unused", label: "Longest unused first" },
  { value: "recent", label: "Latest sign-in first" },
  { value: "role", label: "By role" },
  { value: "email", label: "By address" },
] as const;

const VIEWS = [
  { value: "all", label: "Everybody" },
  { value: "look", label: "Needs a look" },
] as const;

/** Everybody's rights, in an order, those worth a look on request alone. */
export const Report = ({ lines }: { readonly lines: readonly ReportLine[] }) => {
  const [order, setOrder] = useState<Order>("unused");
  const [view, setView] = useState<"all" | "look">("all");
  const [most, setMost] = useState(SHOWN);
  const now = new Date();
  const wanted = inOrder(
    view === "all" ? lines : lines.filter((line) => concernsOf(line, now).length > 0),
    order,
  );
  const shown = wanted.slice(0, most);
  return (
    <section className="stack" aria-label="Rights as they are now">
      <div className="split">
        <Segmented label="Shown" value={view} onChange={setView} choices={VIEWS} />
        <Select label="Order" value={order} onChange={setOrder} choices={ORDERS} />
      </div>
      <p role="status" className="small soft">
        {countWords(wanted.length, "account", "accounts")}
        {view === "look" &&
          ` that did not sign in for ${STALE_DAYS} days, or may do something special without a second factor`}
      </p>
      {wanted.length === 0 ? (
        <EmptyState title="Nothing to look at">
          Everybody came lately, and all privileged accounts have a second factor.
        </EmptyState>
      ) : (
        <Lines lines={shown} now={now} />
      )}
      {wanted.length > shown.length && (
        <div>
          <Button onPress={() => setMost(most + SHOWN)}>
            Show {Math.min(SHOWN, wanted.length - shown.length)} more
          </Button>
        </div>
      )}
    </section>
  );
};

const Lines = (props: { readonly lines: readonly ReportLine[]; readonly now: Date }) => {
  const { may } = usePermissions();
  const mayOpen = may("users:read");
  return (
    <DataTable
      caption="Rights of accounts"
      rows={props.lines}
      keyOf={({ accountId }) => accountId}
      columns={[
        {
          name: "Account",
          cell: ({ accountId, email }) =>
            mayOpen ? <PageLink to={`/admin/users/${accountId}`}>{email}</PageLink> : email,
        },
        { name: "Role", cell: ({ role }) => role },
        { name: "May do", cell: ({ permissions }) => permissionWords(permissions) },
        { name: "Last sign-in", cell: ({ lastSignInAt }) => <When iso={lastSignInAt} /> },
        {
          name: "Remarks",
          cell: (line) => <Remarks line={line} now={props.now} />,
        },
      ]}
    />
  );
};

const Remarks = ({ line, now }: { readonly line: ReportLine; readonly now: Date }) => (
  <span className="badges">
    {line.disabled && <Badge>disabled</Badge>}
    {line.mfa && <Badge tone="ok">two-step sign-in</Badge>}
    {concernsOf(line, now).map(({ id, words }) => (
      <Badge key={id} tone={id === "no-second-factor" ? "danger" : "warn"}>
        {words}
      </Badge>
    ))}
  </span>
);
