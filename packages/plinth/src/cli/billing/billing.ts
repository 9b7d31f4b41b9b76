import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "#core";
import { type PriceOffer, startStub } from "#modules/billing-stub";
import { type Command, type Terminal, UsageError } from "../command.ts";
import { loadSettings } from "../load-settings.ts";

const PORT = "8420";
const ASK_EVERY_MS = 1_000;
const ASK_MS = 5_000;

const PRICE = /^([a-z][a-z0-9-]{0,30})=(\d{1,7})\.(\d{2})$/;

const readPrices = (texts: readonly string[], currency: string): readonly PriceOffer[] =>
  texts.map((text) => {
    const match = PRICE.exec(text);
    if (match === null) throw new UsageError("--price is a tier and an amount, such as pro=9.99");
    const [, tier = "", units, hundredths] = match;
    const amount = Number(units) * 100 + Number(hundredths);
    return { lookupKey: tier, title: tier, amount, currency, interval: "month" };
  });

interface TiersReply {
  readonly currency: string;
  readonly tiers: readonly {
    readonly id: string;
    readonly title: string;
    readonly price: { readonly amount: number; readonly interval: "month" | "year" } | null;
  }[];
}

/** What the running application sells; undefined while it does not answer. */
const askPrices = async (url: string): Promise<readonly PriceOffer[] | undefined> => {
  try {
    const answer = await fetch(`${url}/api/v1/billing/tiers`, {
      signal: AbortSignal.timeout(ASK_MS),
    });
    if (!answer.ok) return undefined;
    const { currency, tiers } = (await answer.json()) as TiersReply;
    return tiers.flatMap(({ id, title, price }) =>
      price === null ? [] : [{ lookupKey: id, title, currency, ...price }],
    );
  } catch {
    return undefined;
  }
};

const waitForPrices = async (url: string, terminal: Terminal): Promise<readonly PriceOffer[]> => {
  terminal.tell(`Waiting for the application at ${url}, to sell what it sells…`);
  for (;;) {
    const prices = await askPrices(url);
    if (prices !== undefined) return prices;
    await pause(ASK_EVERY_MS);
  }
};

const stopAsked = (): Promise<void> =>
  new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });

/** A stub of Stripe on this machine, to walk through payments without network and money. */
export const billing: Command = {
  usage: "plinth billing stub [--port N] [--price TIER=AMOUNT]… [--currency usd]",
  mostWords: 1,
  flags: {
    port: { type: "string", help: `port of the stub, ${PORT} if not given` },
    price: {
      type: "string",
      isMany: true,
      help: "what it sells; asked of the application if absent",
    },
    currency: { type: "string", help: "of --price, usd if not given" },
  },
  run: async (given, terminal) => {
    if (given.words[0] !== "stub") throw new UsageError("say stub");
    const config = loadSettings(terminal);
    if (config.profile === "staging" || config.profile === "production") {
      terminal.tell(`plinth: there is no stub in ${config.profile}`);
      return 1;
    }
    const text = given.text("port") ?? PORT;
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new UsageError("--port is a port");
    const port = Number(text);
    const { secretKey, webhookSecret } = config.billing;
    const key = secretKey?.reveal() ?? `sk_test_${randomBytes(16).toString("hex")}`;
    const secret = webhookSecret?.reveal() ?? `whsec_${randomBytes(16).toString("hex")}`;
    if (secretKey === undefined) {
      terminal.tell("Start the application with these, in its environment or in .env:");
      terminal.print(`STRIPE_SECRET_KEY=${key}`);
      terminal.print(`STRIPE_WEBHOOK_SECRET=${secret}`);
      terminal.print(`STRIPE_API_BASE=http://127.0.0.1:${port}`);
    }
    const application = `http://127.0.0.1:${config.server.port}`;
    const named = readPrices(given.texts("price"), given.text("currency") ?? "usd");
    const prices = named.length > 0 ? named : await waitForPrices(application, terminal);
    const stub = await startStub({
      clock: systemClock,
      run: randomBytes(3).toString("hex"),
      prices,
      key,
      webhookSecret: secret,
      port,
      webhookUrl: () => `${application}/api/v1/billing/webhook`,
      isEager: true,
      onUndelivered: ({ event }, status) =>
        terminal.tell(`${event.type} was not taken in: ${status ?? "no answer"}`),
    });
    terminal.tell(`The stub listens at ${stub.url}; its time is moved at ${stub.url}/control`);
    await stopAsked();
    await stub.stop();
    return 0;
  },
};
