import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { moneyWords } from "../../billing/billing-words.ts";
import { isRefused } from "../../client/index.ts";
import { Card, Notice, Skeleton } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { english } from "../../texts/index.ts";
import { ActionButton, ADMIN_KEY } from "../action-button.tsx";
import { AdminFailure, AdminPage } from "../admin-page.tsx";
import { usePermissions } from "../permissions.ts";
import { MonthTable } from "./months.tsx";
import { PaymentList } from "./payment-list.tsx";
import { createRevenueApi, type Revenue } from "./revenue-api.ts";
import { RunList } from "./run-list.tsx";
import { SubscriptionList } from "./subscription-list.tsx";

const REFRESH_MS = 10_000;

/** What is paid, by whom, and whether it is what the payment service says (OBS-06, QB-07). */
export const RevenuePage = () => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const mayWrite = may("billing:write");
  const api = createRevenueApi(client);
  const revenue = useQuery({
    queryKey: [ADMIN_KEY, "billing", "revenue"],
    queryFn: ({ signal }) => api.revenue(signal),
    enabled: may("billing:read"),
    staleTime: 0,
    refetchInterval: ({ state }) => (isRefused(state.error) ? false : REFRESH_MS),
    placeholderData: keepPreviousData,
  });
  const { data, error } = revenue;
  return (
    <AdminPage
      title="Billing"
      permission="billing:read"
      action={
        mayWrite && data?.isOpen === true ? (
          <ActionButton
            label="Compare now"
            title="Compare with the payment service?"
            confirmLabel="Compare"
            look="primary"
            done="The comparison has begun; its result appears below."
            run={api.reconcile}
          >
            <p>
              Every subscription, and the payments of the last 35 days, are compared with what the
              payment service has. What differs is put right as far as it can be known. It is done
              every night by itself.
            </p>
          </ActionButton>
        ) : null
      }
    >
      {data === undefined && error === null && <Skeleton lines={8} height="2.5rem" />}
      {data === undefined && error !== null && (
        <AdminFailure error={error} onRetry={() => void revenue.refetch()} />
      )}
      {data !== undefined && (
        <>
          {error !== null && (
            <Notice tone="warn">
              The figures are getting old: the last look failed. It is tried again.
            </Notice>
          )}
          <Sections revenue={data} mayWrite={mayWrite} />
        </>
      )}
    </AdminPage>
  );
};

const Sections = (props: { readonly revenue: Revenue; readonly mayWrite: boolean }) => {
  const { revenue, mayWrite } = props;
  return (
    <>
      {!revenue.isOpen && (
        <Notice tone="warn" title="Nothing can be paid">
          No key of the payment service is set: STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET.
        </Notice>
      )}
      <Card label="Now">
        <dl className="figure-row">
          <div>
            <dt>Every month</dt>
            <dd className="numbers">{moneyWords(english, revenue.mrr, revenue.currency)}</dd>
          </div>
          <div>
            <dt>Accounts that pay</dt>
            <dd className="numbers">{revenue.paying}</dd>
          </div>
          {revenue.tiers.map(({ tier, subscribers }) => (
            <div key={tier}>
              <dt>{tier}</dt>
              <dd className="numbers">{subscribers}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <MonthTable months={revenue.months} currency={revenue.currency} />
      <SubscriptionList />
      <PaymentList mayRefund={mayWrite && revenue.isOpen} />
      <RunList runs={revenue.runs} />
    </>
  );
};
