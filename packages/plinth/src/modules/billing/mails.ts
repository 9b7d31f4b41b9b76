import { defineMail, type MailText } from "#services/mail";
import { amountText } from "./tiers/money.ts";

/** A grace lasts for days, and an account may have several cards that fail. */
const PAYMENT_FAILED = defineMail({ name: "payment-failed", usefulMs: 7 * 86_400_000 });
const RECEIPT = defineMail({ name: "payment-receipt", usefulMs: 7 * 86_400_000 });

/** Where a mail comes from. */
export interface MailContext {
  readonly application: string;
  readonly publicUrl: string;
}

const day = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** Tells somebody that a payment failed, and until when nothing changes for them. */
export const paymentFailedMail = (
  { application, publicUrl }: MailContext,
  { until }: { readonly until: number },
): MailText => ({
  kind: PAYMENT_FAILED,
  subject: `Your payment to ${application} did not go through`,
  text: `A payment for your account at ${application} did not go through. Until ${day(until)} your account keeps
what it has, and the payment is tried again. To use another card:

${publicUrl}/account/billing

Nothing of yours is deleted if your account falls back to the free tier.
`,
});

/** Tells somebody that a payment arrived, and where its receipt is. */
export const receiptMail = (
  { application, publicUrl }: MailContext,
  receipt: {
    readonly amount: number;
    readonly currency: string;
    readonly paidAt: number;
    readonly url: string | null;
  },
): MailText => ({
  kind: RECEIPT,
  subject: `Receipt for your payment to ${application}`,
  text: `We received ${amountText(receipt.amount)} ${receipt.currency.toUpperCase()} on ${day(receipt.paidAt)} for your account at ${application}.
${receipt.url === null ? "" : `\nThe receipt: ${receipt.url}\n`}
All payments of your account: ${publicUrl}/account/billing
`,
});
