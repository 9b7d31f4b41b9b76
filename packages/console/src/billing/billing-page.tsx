import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { AccountPartPage } from "../account/index.ts";
import { ErrorState, Notice, Skeleton } from "../kit/index.ts";
import { sessionKey } from "../shell/index.ts";
import { useTexts } from "../texts/index.ts";
import { isRunning } from "./billing-words.ts";
import { Offers } from "./offers.tsx";
import { Payments } from "./payments.tsx";
import { Standing } from "./standing.tsx";
import { BILLING_KEY, useBillingApi } from "./use-billing.ts";

/** What the account pays for, and what it could; `children` are what the application says above it. */
export const BillingPage = (props: { readonly children?: ReactNode }) => {
  const t = useTexts();
  return (
    <AccountPartPage
      title={t("Billing")}
      lead={t("What you pay for, and what you could. Cards are kept by Stripe, not here.")}
    >
      {props.children}
      <Content />
    </AccountPartPage>
  );
};

/** Whoever comes back from paying sees it at once, also where the message about it is slow. */
const useReturn = (): boolean => {
  const api = useBillingApi();
  const queries = useQueryClient();
  const [isBack] = useState(() => new URLSearchParams(location.search).has("paid"));
  const { mutate } = useMutation({
    mutationFn: api.refresh,
    // Their payment is made; a service that is slow for a moment must not keep that from them.
    retry: 3,
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: BILLING_KEY }),
        queries.invalidateQueries({ queryKey: sessionKey }),
      ]),
  });
  useEffect(() => {
    if (!isBack) return;
    history.replaceState(history.state, "", location.pathname);
    mutate();
  }, [isBack, mutate]);
  return isBack;
};

const Content = () => {
  const t = useTexts();
  const api = useBillingApi();
  const isBack = useReturn();
  const tiers = useQuery({
    queryKey: [...BILLING_KEY, "tiers"],
    queryFn: ({ signal }) => api.tiers(signal),
  });
  const state = useQuery({
    queryKey: [...BILLING_KEY, "state"],
    queryFn: ({ signal }) => api.state(signal),
    staleTime: 0,
  });
  const failed = state.error ?? tiers.error;
  if (state.data === undefined || tiers.data === undefined) {
    if (failed === null) return <Skeleton lines={6} height="2.5rem" />;
    const retry = () => void Promise.all([state.refetch(), tiers.refetch()]);
    return <ErrorState error={failed} onRetry={retry} />;
  }
  return (
    <>
      {isBack && isRunning(state.data.subscription) && (
        <Notice tone="ok" title={t("Thank you")}>
          {t("Your payment arrived.")}
        </Notice>
      )}
      {!state.data.isOpen && (
        <Notice title={t("Nothing can be paid here at the moment")}>
          {t("What you have stays as it is.")}
        </Notice>
      )}
      <Standing state={state.data} />
      <Offers list={tiers.data} state={state.data} />
      <Payments payments={state.data.payments} />
    </>
  );
};
