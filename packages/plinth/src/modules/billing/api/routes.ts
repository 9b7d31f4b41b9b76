import { type Route, route } from "#http";
import type { PolicyDeclaration } from "#policy";
import type { BillingService } from "../contract.ts";
import {
  AddressReply,
  BillingReply,
  CheckoutBody,
  EndingBody,
  TiersReply,
  WebhookBody,
  WebhookReply,
} from "./schema.ts";
import { stateView, tiersView } from "./views.ts";

/** Where the payment service sends what happened. */
export const WEBHOOK_PATH = "/api/v1/billing/webhook";

/** What a call of the payment service may end with. */
export const PROVIDER_ERRORS = [
  "BILLING_CLOSED",
  "BILLING_UNAVAILABLE",
  "PAYMENT_PROVIDER_FAILED",
  "DEPENDENCY_UNAVAILABLE",
  "DEPENDENCY_OVERLOADED",
  "DEPENDENCY_TIMEOUT",
] as const;

const CHANGE = {
  access: "user",
  limit: "20/minute",
  dataClass: "personal",
  timeout: "30s",
} as const;

const webhookPolicy = {
  access: { public: true, because: "the payment service signs each message and has no account" },
  summary: "Takes in what the payment service tells; a message that is not signed changes nothing",
  // A night of renewals comes within minutes, and from few addresses; what is refused comes again.
  limit: { rule: "3000/minute", by: "address" },
  body: WebhookBody,
  // Invoices with many lines are large.
  bodyLimit: "512kb",
  inspect: { off: "the message is believed by its signature, and only names are taken from it" },
  csrf: { exempt: "called by the payment service, which has no session" },
  cors: false,
  responses: { 200: WebhookReply },
  errors: ["WEBHOOK_REFUSED", ...PROVIDER_ERRORS],
  audit: "billing.message-taken",
  dataClass: "internal",
  timeout: "30s",
  onStoreDown: "local",
} as const satisfies PolicyDeclaration;

/** What people see and do of their subscription, and where the payment service tells us of it. */
export const billingRoutes = (service: BillingService): readonly Route[] => [
  route.get(
    "/api/v1/billing/tiers",
    {
      access: { public: true, because: "prices are shown before anybody signs up" },
      summary: "Tells what tiers there are, what they cost and what they have",
      responses: { 200: TiersReply },
      dataClass: "public",
    },
    () => tiersView(service.tiers()),
  ),
  route.get(
    "/api/v1/billing",
    {
      access: "user",
      summary: "Tells what the caller's account pays for, and its last payments",
      responses: { 200: BillingReply },
      dataClass: "personal",
    },
    async ({ principal }) => stateView(await service.stateOf(principal.userId), principal.tier),
  ),
  route.post(
    "/api/v1/billing/checkout",
    {
      ...CHANGE,
      summary: "Gives the address where a tier is paid for, or a change to it is confirmed",
      body: CheckoutBody,
      responses: { 200: AddressReply },
      errors: ["ALREADY_SUBSCRIBED", ...PROVIDER_ERRORS],
      audit: "billing.checkout-opened",
      idempotent: true,
      example: { tier: "pro" },
    },
    async ({ principal, body }) => ({ url: await service.checkout(principal.userId, body.tier) }),
  ),
  route.post(
    "/api/v1/billing/portal",
    {
      ...CHANGE,
      summary: "Gives the address where the caller manages cards, invoices and the subscription",
      responses: { 200: AddressReply },
      errors: ["NO_SUBSCRIPTION", ...PROVIDER_ERRORS],
      audit: "billing.portal-opened",
    },
    async ({ principal }) => ({ url: await service.portal(principal.userId) }),
  ),
  route.post(
    "/api/v1/billing/cancel",
    {
      ...CHANGE,
      summary: "Lets the caller's subscription end with its period, or go on after all",
      body: EndingBody,
      responses: { 200: BillingReply },
      errors: ["NO_SUBSCRIPTION", ...PROVIDER_ERRORS],
      audit: "billing.ending-changed",
      example: { isEnding: true },
    },
    async ({ principal, body }) => {
      await service.setEnding(principal.userId, body.isEnding);
      return stateView(await service.stateOf(principal.userId), principal.tier);
    },
  ),
  route.post(
    "/api/v1/billing/refresh",
    {
      ...CHANGE,
      summary:
        "Asks the payment service how the caller's subscription stands, without waiting for it",
      responses: { 204: null },
      errors: PROVIDER_ERRORS,
      audit: "billing.looked-up",
    },
    async ({ principal }) => {
      await service.refresh(principal.userId);
      return undefined;
    },
  ),
  route.post(WEBHOOK_PATH, webhookPolicy, async (request) => ({
    received: await service.receive({
      bytes: request.rawBody ?? new Uint8Array(),
      signature: request.header("stripe-signature"),
      body: request.body,
      requestId: request.requestId,
      clientAddress: request.clientAddress,
    }),
  })),
];
