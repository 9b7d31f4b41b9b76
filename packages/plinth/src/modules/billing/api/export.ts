import type { paidView, subscriptionView } from "./views.ts";

/** What a file of subscriptions says of each; amounts in the smallest unit of the currency. */
export const SUBSCRIPTION_COLUMNS = [
  "id",
  "account",
  "email",
  "tier",
  "status",
  "amount",
  "currency",
  "interval",
  "period end",
  "ends with its period",
];

/** A subscription as a line of a file. */
export const subscriptionCells = (row: ReturnType<typeof subscriptionView>): readonly string[] => [
  row.id,
  row.accountId,
  row.email ?? "",
  row.tier ?? "",
  row.status,
  String(row.amount),
  row.currency,
  row.interval,
  row.periodEnd,
  row.isEnding ? "yes" : "no",
];

/** What a file of payments says of each. */
export const PAYMENT_COLUMNS = [
  "id",
  "number",
  "status",
  "paid",
  "amount",
  "refunded",
  "currency",
  "account",
];

/** A payment as a line of a file; the account is empty once it is erased. */
export const paymentCells = (row: ReturnType<typeof paidView>): readonly string[] => [
  row.id,
  row.number ?? "",
  row.status,
  row.paidAt ?? "",
  String(row.amount),
  String(row.refunded),
  row.currency,
  row.accountId ?? "",
];
