import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import {
  dayWords,
  describeBillingError,
  moneyWords,
  paymentWords,
} from "../../billing/billing-words.ts";
import { Skeleton } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { english } from "../../texts/index.ts";
import { ActionButton, ADMIN_KEY } from "../action-button.tsx";
import { AdminFailure } from "../admin-page.tsx";
import { DataTable } from "../data-table.tsx";
import { type AdminPayment, createRevenueApi, PAYMENTS_FILE } from "./revenue-api.ts";

/** The last payments, and the way to give one back. */
export const PaymentList = (props: { readonly mayRefund: boolean }) => {
  const { client } = useRuntime();
  const found = useQuery({
    queryKey: [ADMIN_KEY, "billing", "payments"],
    queryFn: ({ signal }) => createRevenueApi(client).payments(signal),
    staleTime: 0,
  });
  return (
    <section className="card stack" aria-label="Payments">
      <h2>Payments</h2>
      {found.data === undefined && found.error === null && <Skeleton lines={3} height="2rem" />}
      {found.error !== null && (
        <AdminFailure error={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.data?.payments.length === 0 && <p className="soft">There are none yet.</p>}
      {found.data !== undefined && found.data.payments.length > 0 && (
        <DataTable
          caption="The last payments"
          file={PAYMENTS_FILE}
          rows={found.data.payments}
          keyOf={({ id }) => id}
          columns={[
            { name: "Invoice", cell: ({ number, id }) => number ?? id },
            {
              name: "Paid",
              cell: ({ paidAt }) => (paidAt === null ? "" : dayWords(english, paidAt)),
            },
            {
              name: "Amount",
              cell: ({ amount, currency }) => (
                <span className="numbers">{moneyWords(english, amount, currency)}</span>
              ),
            },
            {
              name: "State",
              cell: (payment) => paymentWords(english, { ...payment, status: "", url: null }),
            },
            { name: "Who", cell: ({ accountId }) => <Payer id={accountId} /> },
            {
              name: "Refund",
              cell: (payment) => (props.mayRefund ? <Refund payment={payment} /> : null),
            },
          ]}
        />
      )}
    </section>
  );
};

const Payer = ({ id }: { readonly id: string | null }) =>
  id === null ? (
    <span className="soft">erased</span>
  ) : (
    <PageLink to={`/admin/users/${id}`}>Account</PageLink>
  );

const Refund = ({ payment }: { readonly payment: AdminPayment }) => {
  const { client } = useRuntime();
  // One for as long as the line is shown: a refund without an answer is asked for under its first key.
  const api = useMemo(() => createRevenueApi(client), [client]);
  const left = payment.amount - payment.refunded;
  if (payment.paidAt === null || left <= 0) return <span className="soft">none left</span>;
  const money = moneyWords(english, left, payment.currency);
  return (
    <ActionButton
      label="Refund"
      accessibleLabel={`Refund ${payment.number ?? payment.id}`}
      title={`Give back ${money}?`}
      confirmLabel="Give it back"
      done={`${money} was given back.`}
      describe={(error) => describeBillingError(english, error)}
      run={() => api.refund(payment.id)}
    >
      <p>
        {money} goes back to the card that paid. The subscription stays as it is; to end it as well,
        its owner cancels it.
      </p>
    </ActionButton>
  );
};
