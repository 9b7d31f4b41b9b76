import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button, Card, ConfirmDialog, FormFailure, Notice, useToasts } from "../kit/index.ts";
import type { BillingState } from "./billing-api.ts";
import { dayWords, describeBillingError, isRunning, standingWords } from "./billing-words.ts";
import { BILLING_KEY, useBillingApi, useDeparture } from "./use-billing.ts";

/** What is paid for, and what can be done about it. */
export const Standing = ({ state }: { readonly state: BillingState }) => {
  const { subscription } = state;
  if (subscription === null) return null;
  return (
    <Card label="Your subscription">
      <div className="stack">
        <h2>Your subscription</h2>
        {subscription.graceEndsAt !== null && (
          <Notice tone="warn" title="Your last payment did not go through">
            You keep what you have until {dayWords(subscription.graceEndsAt)}. Use another card
            before that.
          </Notice>
        )}
        <p className="numbers">{standingWords(subscription)}</p>
        <Manage state={state} />
      </div>
    </Card>
  );
};

const Manage = ({ state }: { readonly state: BillingState }) => {
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
        next.subscription?.isEnding === true ? "It ends with its period." : "It goes on.",
      );
    },
  });
  const { subscription, isOpen } = state;
  const failure = portal.error ?? ending.error;
  return (
    <div className="stack stack-tight">
      <FormFailure failure={failure === null ? undefined : describeBillingError(failure)} />
      <div className="row">
        <Button isPending={portal.isPending} isDisabled={!isOpen} onPress={() => portal.mutate()}>
          Cards and invoices
        </Button>
        {isRunning(subscription) && subscription.isEnding && (
          <Button isPending={ending.isPending} onPress={() => ending.mutate(false)}>
            Let it go on
          </Button>
        )}
        {isRunning(subscription) && !subscription.isEnding && (
          <Button look="quiet" isDisabled={!isOpen} onPress={() => setAsking(true)}>
            Cancel
          </Button>
        )}
      </div>
      {subscription !== null && (
        <ConfirmDialog
          title="Cancel your subscription?"
          message={`You keep what you have until ${dayWords(subscription.periodEnd)}. Nothing of yours is deleted after that, and you can come back.`}
          confirmLabel="Cancel it"
          isOpen={isAsking}
          isPending={ending.isPending}
          onConfirm={() => ending.mutate(true)}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
};
