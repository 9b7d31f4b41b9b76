import { constantTimeEqual } from "#crypto";
import type { StubActions } from "./actions.ts";
import { listObject, type StubObjects } from "./objects.ts";
import type { StubPrice, StubState } from "./state.ts";

/** A call of the API, its form read. */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
  readonly idempotencyKey: string | undefined;
}

/** Its answer; the body is sent as JSON. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** What a refused call answers, in Stripe's form. */
class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const missing = (what: string): never => {
  throw new Refused(404, "resource_missing", `No such ${what}`);
};

const PAGE = 100;

/** A page of a list, by the id after which it begins. */
const pageOf = <T extends { readonly id: string }>(
  all: readonly T[],
  query: URLSearchParams,
): { readonly page: readonly T[]; readonly hasMore: boolean } => {
  const limit = Math.min(PAGE, Math.max(1, Number(query.get("limit") ?? PAGE)));
  const after = query.get("starting_after");
  const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
  return { page: all.slice(from, from + limit), hasMore: all.length > from + limit };
};

const since = (query: URLSearchParams): number => Number(query.get("created[gte]") ?? 0) * 1_000;

type Handler = (call: ApiCall, id: string) => unknown;

const createReads = (
  state: StubState,
  objects: StubObjects,
): Readonly<Record<string, Handler>> => ({
  "GET /v1/prices": ({ query }) => {
    const keys = [...query]
      .filter(([name]) => name.startsWith("lookup_keys"))
      .map(([, key]) => key);
    return listObject(
      state.prices.filter(({ lookupKey }) => keys.includes(lookupKey)).map(objects.price),
    );
  },
  "GET /v1/subscriptions/:id": (_, id) => {
    const found = state.subscriptions.get(id);
    return found === undefined ? missing("subscription") : objects.subscription(found);
  },
  "GET /v1/subscriptions": ({ query }) => {
    const customer = query.get("customer");
    const all = [...state.subscriptions.values()]
      .filter((one) => customer === null || one.customer === customer)
      .toReversed();
    const { page, hasMore } = pageOf(all, query);
    return listObject(page.map(objects.subscription), hasMore);
  },
  "GET /v1/invoices/:id": (_, id) => {
    const found = state.invoices.get(id);
    return found === undefined ? missing("invoice") : objects.invoice(found);
  },
  "GET /v1/invoices": ({ query }) => {
    const all = [...state.invoices.values()]
      .filter(({ createdAt }) => createdAt >= since(query))
      .toReversed();
    const { page, hasMore } = pageOf(all, query);
    return listObject(page.map(objects.invoice), hasMore);
  },
  "GET /v1/refunds": ({ query }) => {
    const payment = query.get("payment_intent");
    const all = [...state.refunds.values()]
      .filter((one) => payment === null || one.payment === payment)
      .filter(({ createdAt }) => createdAt >= since(query))
      .toReversed();
    const { page, hasMore } = pageOf(all, query);
    return listObject(page.map(objects.refund), hasMore);
  },
});

const requirePrice = (state: StubState, id: string | null): StubPrice =>
  state.prices.find((price) => price.id === id) ?? missing("price");

const createPages = (
  state: StubState,
  objects: StubObjects,
): Readonly<Record<string, Handler>> => ({
  "POST /v1/checkout/sessions": ({ form }) => {
    const checkout = {
      id: state.nextId("cs_test"),
      customer: form.get("customer") ?? "",
      price: requirePrice(state, form.get("line_items[0][price]")).id,
      account: form.get("subscription_data[metadata][account]") ?? "",
      successUrl: form.get("success_url") ?? "",
      cancelUrl: form.get("cancel_url") ?? "",
      status: "open" as const,
    };
    if (!state.customers.has(checkout.customer)) missing("customer");
    state.checkouts.set(checkout.id, checkout);
    return objects.checkout(checkout);
  },
  "POST /v1/billing_portal/sessions": ({ form }) => {
    const customer = form.get("customer") ?? "";
    if (!state.customers.has(customer)) missing("customer");
    const flow = "flow_data[subscription_update_confirm]";
    const subscription = form.get(`${flow}[subscription]`);
    const price = form.get(`${flow}[items][0][price]`);
    const portal = {
      id: state.nextId("bps"),
      customer,
      returnUrl: form.get("return_url") ?? "",
      change:
        subscription === null ? undefined : { subscription, price: requirePrice(state, price).id },
    };
    state.portals.set(portal.id, portal);
    return objects.portal(portal);
  },
});

const createWrites = (
  state: StubState,
  objects: StubObjects,
  actions: StubActions,
): Readonly<Record<string, Handler>> => ({
  ...createPages(state, objects),
  "POST /v1/customers": ({ form }) => {
    const customer = {
      id: state.nextId("cus"),
      email: form.get("email") ?? "",
      account: form.get("metadata[account]") ?? "",
      isCardGood: true,
      isGone: false,
    };
    state.customers.set(customer.id, customer);
    return objects.customer(customer);
  },
  "DELETE /v1/customers/:id": (_, id) => {
    const customer = state.customers.get(id);
    if (customer === undefined || customer.isGone) return missing("customer");
    actions.removeCustomer(customer);
    return { id, object: "customer", deleted: true };
  },
  "POST /v1/subscriptions/:id": ({ form }, id) => {
    const found = state.subscriptions.get(id) ?? missing("subscription");
    actions.setEnding(found, form.get("cancel_at_period_end") === "true");
    return objects.subscription(found);
  },
  "POST /v1/refunds": ({ form }) => {
    const payment = form.get("payment_intent");
    const invoice =
      [...state.invoices.values()].find((one) => one.payment === payment) ??
      missing("payment_intent");
    const before = [...state.refunds.values()]
      .filter((one) => one.payment === payment)
      .reduce((sum, { amount }) => sum + amount, 0);
    const left = invoice.amount - before;
    const amount = Number(form.get("amount") ?? left);
    if (left === 0) throw new Refused(400, "charge_already_refunded", "Already refunded");
    if (amount > left) throw new Refused(400, "amount_too_large", "More than is left");
    return objects.refund(actions.refund(invoice, amount));
  },
});

const problem = ({ status, code, message }: Refused): ApiAnswer => ({
  status,
  body: { error: { type: "invalid_request_error", code, message } },
});

/** The part of Stripe's API that billing calls. */
export const createApi = (parts: {
  readonly state: StubState;
  readonly objects: StubObjects;
  readonly actions: StubActions;
  readonly key: string;
}): ((call: ApiCall) => ApiAnswer) => {
  const { state, objects, actions, key } = parts;
  const handlers: Readonly<Record<string, Handler>> = {
    ...createReads(state, objects),
    ...createWrites(state, objects, actions),
  };
  const handle = (call: ApiCall): ApiAnswer => {
    const [, version, ...rest] = call.path.split("/");
    const last = rest.at(-1) ?? "";
    const exact = handlers[`${call.method} ${call.path}`];
    const withId = handlers[`${call.method} /${[version, ...rest.slice(0, -1)].join("/")}/:id`];
    const handler = exact ?? withId;
    if (handler === undefined) return problem(new Refused(404, "unknown_url", "Unrecognised URL"));
    try {
      return { status: 200, body: handler(call, exact === undefined ? last : "") };
    } catch (fault) {
      if (fault instanceof Refused) return problem(fault);
      throw fault;
    }
  };
  return (call) => {
    if (!constantTimeEqual(call.authorization ?? "", `Bearer ${key}`)) {
      const error = { type: "invalid_request_error", message: "Invalid API Key provided" };
      return { status: 401, body: { error } };
    }
    const { idempotencyKey } = call;
    const known = idempotencyKey === undefined ? undefined : state.answers.get(idempotencyKey);
    if (known !== undefined) return known;
    const answer = handle(call);
    if (idempotencyKey !== undefined) state.answers.set(idempotencyKey, answer);
    return answer;
  };
};
