import { type Route, reply, route, TABLE_FILE, tableFile } from "#http";
import type { BillingService } from "../contract.ts";
import type { PaymentWithRefunds } from "../ledger/repository.ts";
import {
  PAYMENT_COLUMNS,
  paymentCells,
  SUBSCRIPTION_COLUMNS,
  subscriptionCells,
} from "./export.ts";
import { PROVIDER_ERRORS } from "./routes.ts";
import {
  PaymentsReply,
  RefundBody,
  RevenueReply,
  SubscriptionsExportQuery,
  SubscriptionsQuery,
  SubscriptionsReply,
} from "./schema.ts";
import { paidView, runView, subscriptionView } from "./views.ts";

const READ = { access: { permission: "billing:read" }, limit: "120/minute" } as const;
const WRITE = { access: { permission: "billing:write" }, limit: "30/minute" } as const;
const PAGE = 50;
const RUNS = 10;
/** Rows that are read at once for a file. */
const PART = 500;
const FILE = {
  ...TABLE_FILE,
  access: { permission: "billing:read" },
  dataClass: "personal",
} as const;

/** Where the next part begins: at the last of this one, where it is full. */
const nextOf = <Row>(rows: readonly Row[]): Row | undefined =>
  rows.length < PART ? undefined : rows.at(-1);

/** Everything of the lists of revenue, to be taken along (OBS-12). */
const billingFileRoutes = (service: BillingService): readonly Route[] => [
  route.get(
    "/api/v1/admin/billing/subscriptions/export",
    {
      ...FILE,
      summary: "All subscriptions, of one state if wanted, as a file: RFC 4180",
      query: SubscriptionsExportQuery,
      audit: "billing.subscriptions-exported",
    },
    ({ query: { status } }) =>
      tableFile({
        name: "subscriptions",
        head: SUBSCRIPTION_COLUMNS,
        cells: subscriptionCells,
        read: async (after?: string) => {
          const rows = await service.subscriptions(status, after, PART);
          return { rows: rows.map(subscriptionView), next: nextOf(rows)?.id };
        },
      }),
  ),
  route.get(
    "/api/v1/admin/billing/payments/export",
    {
      ...FILE,
      summary: "All that was paid, with what was given back of each, as a file: RFC 4180",
      audit: "billing.payments-exported",
    },
    () =>
      tableFile({
        name: "payments",
        head: PAYMENT_COLUMNS,
        cells: paymentCells,
        read: async (after?: PaymentWithRefunds) => {
          const rows = await service.payments(PART, after);
          return { rows: rows.map(paidView), next: nextOf(rows) };
        },
      }),
  ),
];

/** What administrators see and do of revenue. */
export const billingAdminRoutes = (service: BillingService): readonly Route[] => [
  ...billingFileRoutes(service),
  route.get(
    "/api/v1/admin/billing",
    {
      ...READ,
      summary: "Tells revenue, conversions and churn by month, and what comparisons found",
      responses: { 200: RevenueReply },
      dataClass: "internal",
    },
    async () => {
      const [{ months, tiers, ...figures }, runs] = await Promise.all([
        service.figures(),
        service.runs(RUNS),
      ]);
      return {
        isOpen: service.isOpen,
        ...figures,
        tiers: [...tiers],
        months: [...months],
        runs: runs.map(runView),
      };
    },
  ),
  route.get(
    "/api/v1/admin/billing/subscriptions",
    {
      ...READ,
      summary: "Lists subscriptions, 50 at a time",
      query: SubscriptionsQuery,
      responses: { 200: SubscriptionsReply },
      dataClass: "personal",
    },
    async ({ query }) => {
      const rows = await service.subscriptions(query.status, query.after, PAGE + 1);
      const shown = rows.slice(0, PAGE);
      return {
        subscriptions: shown.map(subscriptionView),
        next: rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null,
      };
    },
  ),
  route.get(
    "/api/v1/admin/billing/payments",
    {
      ...READ,
      summary: "Lists the last 50 payments, with what was given back of each",
      responses: { 200: PaymentsReply },
      dataClass: "personal",
    },
    async () => ({ payments: (await service.payments(PAGE)).map(paidView) }),
  ),
  route.post(
    "/api/v1/admin/billing/refunds",
    {
      ...WRITE,
      summary: "Gives back a payment, or a part of it",
      assurance: { freshWithin: "1h" },
      body: RefundBody,
      responses: { 204: null },
      errors: ["NOT_FOUND", "REFUND_REFUSED", ...PROVIDER_ERRORS],
      audit: "billing.refunded",
      // A refund that is sent again because its answer was lost gives back once (P-090).
      idempotent: true,
      example: { payment: "in_1PxyzExample", amount: 500 },
      dataClass: "personal",
      timeout: "30s",
    },
    async ({ principal, body, requestId, clientAddress }) => {
      const actor = { userId: principal.userId, requestId, clientAddress };
      await service.refund(actor, body.payment, body.amount);
      return undefined;
    },
  ),
  route.post(
    "/api/v1/admin/billing/reconcile",
    {
      ...WRITE,
      summary:
        "Begins a comparison with the payment service; its result is listed when it is there",
      responses: { 202: null },
      errors: ["BILLING_CLOSED"],
      audit: "billing.reconcile-begun",
      dataClass: "internal",
    },
    async () => {
      await service.beginReconcile();
      return reply(202);
    },
  ),
];
