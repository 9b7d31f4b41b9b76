import { composeMail, defineMail, type MailContext, type MailText } from "#services/mail";
import { DAY } from "#services/texts";
import { amountText } from "./tiers/money.ts";

/** A grace lasts for days, and an account may have several cards that fail. */
const PAYMENT_FAILED = defineMail({ name: "payment-failed", usefulMs: 7 * 86_400_000 });
const RECEIPT = defineMail({ name: "payment-receipt", usefulMs: 7 * 86_400_000 });

/** Tells somebody that a payment failed, and until when nothing changes for them. */
export const paymentFailedMail = (
  { t, application, publicUrl }: MailContext,
  { until }: { readonly until: number },
): MailText =>
  composeMail(
    t,
    PAYMENT_FAILED,
    t("Your payment to {application} did not go through", { application }),
    [
      t(
        "A payment for your account at {application} did not go through. Until {day} your account keeps what it has, and the payment is tried again. To use another card:",
        { application, day: t.date(until, DAY) },
      ),
      `${publicUrl}/account/billing`,
      t("Nothing of yours is deleted if your account falls back to the free tier."),
    ],
  );

/** Tells somebody that a payment arrived, and where its receipt is. */
export const receiptMail = (
  { t, application, publicUrl }: MailContext,
  receipt: {
    readonly amount: number;
    readonly currency: string;
    readonly paidAt: number;
    readonly url: string | null;
  },
): MailText =>
  composeMail(t, RECEIPT, t("Receipt for your payment to {application}", { application }), [
    t("We received {amount} on {day} for your account at {application}.", {
      amount: `${amountText(receipt.amount)} ${receipt.currency.toUpperCase()}`,
      day: t.date(receipt.paidAt, DAY),
      application,
    }),
    ...(receipt.url === null ? [] : [t("The receipt: {link}", { link: receipt.url })]),
    t("All payments of your account: {link}", { link: `${publicUrl}/account/billing` }),
  ]);
