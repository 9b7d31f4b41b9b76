import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button, buttonClass, EmptyState, Notice, Segmented, Skeleton } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { ADMIN_KEY } from "../action-button.tsx";
import { AdminFailure, AdminPage } from "../admin-page.tsx";
import { usePermissions } from "../permissions.ts";
import { CostChart } from "./cost-chart.tsx";
import { type CostFilter, costFile, createCostsApi } from "./costs-api.ts";
import { amountWords, chartDays, countWords, SPANS, type Span, startOf } from "./costs-words.ts";
import { CallTable, GroupTable } from "./tables.tsx";

/** What paid services cost: by account, by endpoint and over time (QB-03). */
export const CostsPage = () => (
  <AdminPage title="Usage" permission="usage:read">
    <Sections />
  </AdminPage>
);

const useCosts = (span: Span, chosen: Pick<CostFilter, "account" | "endpoint">, before: string) => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const api = createCostsApi(client);
  const filter: CostFilter = { from: startOf(span, new Date()), ...chosen };
  const common = {
    enabled: may("usage:read"),
    staleTime: 0,
    placeholderData: keepPreviousData,
  } as const;
  const page = useQuery({
    ...common,
    queryKey: [ADMIN_KEY, "costs", filter, before],
    queryFn: ({ signal }) => api.page(filter, before, signal),
  });
  const sums = useQuery({
    ...common,
    queryKey: [ADMIN_KEY, "cost-sums", filter],
    queryFn: async ({ signal }) => {
      const [accounts, endpoints, days] = await Promise.all([
        api.groups(filter, "account", signal),
        api.groups(filter, "endpoint", signal),
        api.groups(filter, "day", signal),
      ]);
      return { accounts, endpoints, days };
    },
  });
  return { filter, page, sums };
};

const NOBODY = { account: "", endpoint: "" } as const;

const Sections = () => {
  const [span, setSpan] = useState<Span>("30");
  const [chosen, setChosen] = useState<Pick<CostFilter, "account" | "endpoint">>(NOBODY);
  // The `before` of every page that was turned, so that one can go back.
  const [turned, setTurned] = useState<readonly string[]>([]);
  const { filter, page, sums } = useCosts(span, chosen, turned.at(-1) ?? "");
  const choose = (part: Partial<typeof chosen>): void => {
    setTurned([]);
    setChosen({ ...chosen, ...part });
  };
  const fault = page.error ?? sums.error;
  const retry = (): void => {
    void page.refetch();
    void sums.refetch();
  };
  return (
    <>
      <div className="row row-spread">
        <Segmented
          label="How much of the past"
          isLabelHidden
          value={span}
          onChange={(next) => {
            setTurned([]);
            setSpan(next);
          }}
          choices={SPANS}
        />
        <Files filter={filter} />
      </div>
      <Chosen filter={filter} onClear={() => choose(NOBODY)} />
      {fault !== null && <AdminFailure error={fault} onRetry={retry} />}
      {page.data === undefined || sums.data === undefined ? (
        fault === null && <Skeleton lines={8} height="2.5rem" />
      ) : page.data.total.calls === 0 ? (
        <EmptyState title="No paid calls">
          Nothing was recorded in this time. What a model costs is kept for each call that goes to a
          paid service.
        </EmptyState>
      ) : (
        <>
          <dl className="tiles">
            <Tile label="Cost" value={amountWords(page.data.total.costMicros)} />
            <Tile label="Calls" value={countWords(page.data.total.calls)} />
            <Tile label="Tokens in" value={countWords(page.data.total.tokensIn)} />
            <Tile label="Tokens out" value={countWords(page.data.total.tokensOut)} />
          </dl>
          <CostChart days={chartDays(sums.data.days, span, new Date())} />
          <GroupTable
            title="By account"
            groups={sums.data.accounts}
            onChoose={(account) => choose({ account })}
          />
          <GroupTable
            title="By endpoint"
            groups={sums.data.endpoints}
            onChoose={(endpoint) => choose({ endpoint })}
          />
          <CallTable
            page={page.data}
            onNewer={turned.length === 0 ? undefined : () => setTurned(turned.slice(0, -1))}
            onOlder={(next) => setTurned([...turned, next])}
          />
        </>
      )}
    </>
  );
};

const Tile = (props: { readonly label: string; readonly value: string }) => (
  <div className="tile" data-any>
    <dt>{props.label}</dt>
    <dd className="numbers">{props.value}</dd>
  </div>
);

const Files = ({ filter }: { readonly filter: CostFilter }) => (
  <div className="row">
    <a className={buttonClass({ look: "quiet", isSmall: true })} href={costFile(filter, "csv")}>
      Save as CSV
    </a>
    <a className={buttonClass({ look: "quiet", isSmall: true })} href={costFile(filter, "json")}>
      Save as JSON
    </a>
  </div>
);

/** What is left out at the moment; nothing where everything is shown. */
const Chosen = (props: { readonly filter: CostFilter; readonly onClear: () => void }) => {
  const { account, endpoint } = props.filter;
  if (account === "" && endpoint === "") return null;
  const of = [account === "" ? "" : `account ${account.slice(0, 8)}…`, endpoint].filter(Boolean);
  return (
    <Notice tone="info">
      <span className="row">
        <span className="wrap-anywhere">Only {of.join(", ")}.</span>
        <Button isSmall look="quiet" onPress={props.onClear}>
          Show everything
        </Button>
      </span>
    </Notice>
  );
};
