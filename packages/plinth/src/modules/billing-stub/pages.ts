import { escapeHtml } from "#core";
import type { StubActions } from "./actions.ts";
import type { StubObjects } from "./objects.ts";
import type { StubPortal, StubState, StubSubscription } from "./state.ts";

/** A page, or where to go on. */
export type PageAnswer =
  | { readonly kind: "page"; readonly status: number; readonly html: string }
  | { readonly kind: "redirect"; readonly to: string };

const DAY_MS = 86_400_000;
const MAX_DAYS = 800;

const layout = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:34rem;padding:0 1rem}
button{font:inherit;padding:.5rem 1rem;margin:.25rem .25rem .25rem 0}form{display:inline}
.note{background:#fff3cd;color:#000;padding:.5rem 1rem}</style></head>
<body><p class="note">This is a stub on your machine. No money moves.</p>
<h1>${escapeHtml(title)}</h1>${body}</body></html>`;

const page = (title: string, body: string, status = 200): PageAnswer => ({
  kind: "page",
  status,
  html: layout(title, body),
});

const button = (action: string, label: string, value = ""): string =>
  `<form method="post"><input type="hidden" name="action" value="${escapeHtml(action)}">` +
  `<input type="hidden" name="value" value="${escapeHtml(value)}">` +
  `<button>${escapeHtml(label)}</button></form>`;

const money = (amount: number, currency: string): string =>
  `${(amount / 100).toFixed(2)} ${currency.toUpperCase()}`;

const day = (time: number): string => new Date(time).toISOString().slice(0, 10);

const NOT_FOUND = page(
  "Nothing is here",
  "<p>The stub was restarted, or the address is wrong.</p>",
  404,
);

interface PageParts {
  readonly state: StubState;
  readonly objects: StubObjects;
  readonly actions: StubActions;
}

type ShowPage = (id: string, form: URLSearchParams | undefined) => PageAnswer;

/** Where people manage what they pay for. */
const createPortalPage = ({ state, objects, actions }: PageParts): ShowPage => {
  const currentOf = (portal: StubPortal): StubSubscription | undefined =>
    [...state.subscriptions.values()].find(
      ({ customer, endedAt }) => customer === portal.customer && endedAt === null,
    );

  const act = (portal: StubPortal, form: URLSearchParams): boolean => {
    const subscription = currentOf(portal);
    const customer = state.customers.get(portal.customer);
    const value = form.get("value") ?? "";
    const action = form.get("action");
    if (action === "return") return true;
    if (customer !== undefined && action === "card") actions.setCard(customer, value === "good");
    if (subscription === undefined) return false;
    if (action === "price") {
      const price = state.prices.find(({ id }) => id === value);
      if (price !== undefined) actions.changePrice(subscription, price.id);
      return portal.change !== undefined;
    }
    if (action === "ending") actions.setEnding(subscription, value === "true");
    if (action === "end") actions.end(subscription);
    return false;
  };

  const portalPage = (portal: StubPortal): PageAnswer => {
    const subscription = currentOf(portal);
    const card = state.customers.get(portal.customer)?.isCardGood === true ? "works" : "is refused";
    const back = button("return", "Return to the application");
    const cards = `<p>The card ${card}.</p>${button("card", "Use a card that works", "good")}${button("card", "Use a card that is refused", "bad")}`;
    if (subscription === undefined) {
      return page("Your subscription", `<p>There is none that goes on.</p>${cards}<p>${back}</p>`);
    }
    const price = objects.priceOf(subscription.price);
    const { change } = portal;
    if (change !== undefined) {
      const next = objects.priceOf(change.price);
      return page(
        `Change to ${next.title}`,
        `<p>From ${price.title} to ${next.title}, ${money(next.amount, next.currency)} a ${next.interval}.</p>
${button("price", "Confirm", next.id)}${back}`,
      );
    }
    const others = state.prices
      .filter(({ id }) => id !== price.id)
      .map(({ id, title }) => button("price", `Change to ${title}`, id))
      .join("");
    const ending = subscription.isEnding
      ? button("ending", "Let it go on", "false")
      : button("ending", "Cancel at the end of the period", "true");
    return page(
      "Your subscription",
      `<p>${escapeHtml(price.title)}, ${money(price.amount, price.currency)} a ${price.interval}: ${subscription.status},
until ${day(subscription.periodEnd)}${subscription.isEnding ? ", then it ends" : ""}.</p>
<p>${others}</p><p>${ending}${button("end", "Cancel at once")}</p>${cards}<p>${back}</p>`,
    );
  };

  return (id, form) => {
    const visit = state.portals.get(id);
    if (visit === undefined) return NOT_FOUND;
    const isDone = form !== undefined && act(visit, form);
    return isDone ? { kind: "redirect", to: visit.returnUrl } : portalPage(visit);
  };
};

/** The pages on which people of a development pay, and on which its time is moved. */
export const createStubPages = (parts: PageParts) => {
  const { state, objects, actions } = parts;
  const portal = createPortalPage(parts);

  const pay = (id: string, form: URLSearchParams | undefined): PageAnswer => {
    const checkout = state.checkouts.get(id);
    if (checkout === undefined) return NOT_FOUND;
    const customer = state.customers.get(checkout.customer);
    const { title, amount, currency, interval } = objects.priceOf(checkout.price);
    const action = form?.get("action");
    if (action === "cancel") return { kind: "redirect", to: checkout.cancelUrl };
    if (action === "pay" || action === "fail") {
      if (customer !== undefined) customer.isCardGood = action === "pay";
      if (actions.pay(checkout)) return { kind: "redirect", to: checkout.successUrl };
    }
    const refused = action === "fail" ? "<p role='alert'>The card was refused.</p>" : "";
    return page(
      `Pay for ${title}`,
      `${refused}<p>${money(amount, currency)} a ${interval}, for ${escapeHtml(customer?.email ?? "")}</p>
${button("pay", "Pay")}${button("fail", "Pay with a card that is refused")}${button("cancel", "Back")}`,
    );
  };

  const control = (form: URLSearchParams | undefined): PageAnswer => {
    const days = Number(form?.get("value") ?? 0);
    if (Number.isInteger(days) && days > 0 && days <= MAX_DAYS) actions.advance(days * DAY_MS);
    const events = state.events
      .slice(-20)
      .toReversed()
      .map(({ id, type }) => `<li>${escapeHtml(type)} <small>${escapeHtml(id)}</small></li>`)
      .join("");
    return page(
      "The stub",
      `<p>Its date is ${day(state.now())}.</p>
${button("advance", "A day later", "1")}${button("advance", "A month later", "31")}
<h2>Events, newest first</h2><ul>${events}</ul>`,
    );
  };

  return (path: string, form: URLSearchParams | undefined): PageAnswer => {
    const [, place = "", id = ""] = path.split("/");
    if (place === "pay") return pay(id, form);
    if (place === "portal") return portal(id, form);
    if (place === "" || place === "control") return control(form);
    const invoice = place === "invoice" ? state.invoices.get(id) : undefined;
    if (invoice === undefined) return NOT_FOUND;
    const { number, amount, currency, status } = invoice;
    return page(`Invoice ${number}`, `<p>${money(amount, currency)}: ${status}</p>`);
  };
};
