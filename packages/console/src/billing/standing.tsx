import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button, Card, ConfirmDialog, FormFailure, Notice, useToasts } from "../kit/index.ts";
import { useTexts } from "../texts/index.ts";
import type { BillingState } from "./billing-api.ts";
import { dayWords, describeBillingError, isRunning, standingWords } from "./billing-words.ts";
import { BILLING_KEY, useBillingApi, useDeparture } from "./use-billing.ts";

/** What is paid for, and what can be done about it. */
export const Standing = ({ state }: { readonly state: BillingState }) => {
  const t = useTexts();
  const { subscription } = state;
  if (subscription === null) return null;
  return (
    <Card label={t("Your subscription")}>
      <div className="stack">
        <h2>{t("Your subscription")}</h2>
        {subscription.graceEndsAt !== null && (
          <Notice tone="warn" title={t("Your last payment did not go through")}>
            {t("You keep what you have until {graceEndsAt}. Use another card before that.", {
              graceEndsAt: dayWords(t, subscription.graceEndsAt),
            })}
          </Notice>
        )}
        <p className="numbers">{standingWords(t, subscription)}</p>
        <Manage state={state} />
      </div>
    </Card>
  );
};

const Manage = ({ state }: { readonly state: BillingState }) => {
  const t = useTexts();
  const api = useBillingApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const portal = useDeparture(api.portal);
  const [isAsking, setAsking] = useState(false);
  const ending = useMutation({
    mutationFn: api.setEnding,
    onSuccess: async (next) => {
      queries.setQueryData([...BILLING_KEY, "state"], next);
      setAsking(false);
      toasts.succeed(
        next.subscription?.isEnding === true ? t("It ends with its period.") : t("It goes on."),
      );
    },
  });
  const { subscription, isOpen } = state;
  const failure = portal.error ?? ending.error;
  return (
    <div className="stack stack-tight">
      <FormFailure failure={failure === null ? undefined : describeBillingError(t, failure)} />
      <div className="row">
        <Button isPending={portal.isPending} isDisabled={!isOpen} onPress={() => portal.mutate()}>
          {t("Cards and invoices")}
        </Button>
        {isRunning(subscription) && subscription.isEnding && (
          <Button isPending={ending.isPending} onPress={() => ending.mutate(false)}>
            {t("Let it go on")}
          </Button>
        )}
        {isRunning(subscription) && !subscription.isEnding && (
          <Button look="quiet" isDisabled={!isOpen} onPress={() => setAsking(true)}>
            {t("Cancel the subscription")}
          </Button>
        )}
      </div>
      {subscription !== null && (
        <ConfirmDialog
          title={t("Cancel your subscription?")}
          message={t(
            "You keep what you have until {periodEnd}. Nothing of yours is deleted after that, and you can come back.",
            { periodEnd: dayWords(t, subscription.periodEnd) },
          )}
          confirmLabel={t("Cancel it")}
          isOpen={isAsking}
          isPending={ending.isPending}
          onConfirm={() => ending.mutate(true)}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
};
