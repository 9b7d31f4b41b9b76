import { useInfiniteQuery } from "@tanstack/react-query";
import { dayWords, moneyWords } from "../../billing/billing-words.ts";
import { MorePages, Skeleton } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { english } from "../../texts/index.ts";
import { ADMIN_KEY } from "../action-button.tsx";
import { AdminFailure, Badge } from "../admin-page.tsx";
import { DataTable } from "../data-table.tsx";
import { type AdminSubscription, createRevenueApi, SUBSCRIPTIONS_FILE } from "./revenue-api.ts";

const toneOf = ({ status, isEnding }: AdminSubscription) => {
  if (status === "past_due" || status === "unpaid") return "danger";
  if (status === "canceled") return "plain";
  return isEnding ? "warn" : "ok";
};

const stateWords = ({ status, isEnding }: AdminSubscription): string =>
  isEnding && status !== "canceled" ? "ends" : status.replaceAll("_", " ");

/** Who pays for what, 50 at a time. */
export const SubscriptionList = () => {
  const { client } = useRuntime();
  const found = useInfiniteQuery({
    queryKey: [ADMIN_KEY, "billing", "subscriptions"],
    queryFn: ({ signal, pageParam }) => createRevenueApi(client).subscriptions(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: 0,
  });
  const rows = found.data?.pages.flatMap(({ subscriptions }) => subscriptions);
  return (
    <section className="card stack" aria-label="Subscriptions">
      <h2>Subscriptions</h2>
      {rows === undefined && found.error === null && <Skeleton lines={3} height="2rem" />}
      {found.error !== null && !found.isFetchNextPageError && (
        <AdminFailure error={found.error} onRetry={() => void found.refetch()} />
      )}
      {rows?.length === 0 && <p className="soft">There are none yet.</p>}
      {rows !== undefined && rows.length > 0 && (
        <DataTable
          caption="Subscriptions"
          file={SUBSCRIPTIONS_FILE}
          rows={rows}
          keyOf={({ id }) => id}
          columns={[
            {
              name: "Who",
              cell: ({ email, accountId }) => (
                <PageLink to={`/admin/users/${accountId}`}>{email ?? accountId}</PageLink>
              ),
            },
            { name: "Tier", cell: ({ tier }) => tier ?? "none of ours" },
            {
              name: "State",
              cell: (row) => <Badge tone={toneOf(row)}>{stateWords(row)}</Badge>,
            },
            {
              name: "Amount",
              cell: ({ amount, currency, interval }) => (
                <span className="numbers">{`${moneyWords(english, amount, currency)} a ${interval}`}</span>
              ),
            },
            { name: "Until", cell: ({ periodEnd }) => dayWords(english, periodEnd) },
          ]}
        />
      )}
      <MorePages query={found} label="Show more" />
    </section>
  );
};
