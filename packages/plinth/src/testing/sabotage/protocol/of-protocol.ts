import { createServer, get } from "node:http";
import type { Alterations } from "#app";
import { alterStages } from "../alterations.ts";
import type { Sabotages } from "../sabotage.ts";

type Create = NonNullable<Parameters<NonNullable<Alterations["server"]>>[0]["create"]>;

const withServer = (create: Create): Alterations => ({
  server: (options) => ({ ...options, create }),
});

/** An address of our own, as a proxy in front has. */
const PROXY = "127.77.7.7";

/** What is done to connections, and to the way that requests come in. */
export const PROTOCOL_SABOTAGES: Sabotages = {
  "wait-for-headers": {
    what: "waits for the end of a header for minutes",
    env: { HEADERS_TIMEOUT: "300" },
  },
  "unlimited-connections": {
    what: "lets one address hold as many connections as it likes",
    env: { MAX_CONNECTIONS_PER_ADDRESS: "0" },
  },
  "take-any-header": {
    what: "takes headers of a megabyte",
    alter: () =>
      withServer((options, listener) =>
        createServer({ ...options, maxHeaderSize: 1_048_576 }, (raw, reply) => {
          // The guard looks at the target by itself.
          raw.url = (raw.url ?? "/").slice(0, 1_000);
          listener(raw, reply);
        }),
      ),
  },
  "fetch-addresses": {
    what: "calls the addresses that strangers name",
    alter: () =>
      withServer((options, listener) =>
        createServer(options, (raw, reply) => {
          const named = /[?&]url=(http%3A%2F%2F127\.[^&]+)/.exec(raw.url ?? "")?.[1];
          if (named !== undefined) {
            get(decodeURIComponent(named), (answer) => answer.resume()).on(
              "error",
              () => undefined,
            );
          }
          listener(raw, reply);
        }),
      ),
  },
  "lenient-framing": {
    what: "makes the best of requests that programs read differently",
    alter: () =>
      withServer((options, listener) =>
        createServer({ ...options, insecureHTTPParser: true }, listener),
      ),
  },
  "forget-a-hop": {
    what: "stands behind a proxy that nobody declared",
    alter: () => {
      let caller = 0;
      return alterStages("protect", ([gate, ...others]) => [
        () => (context) => {
          caller = (caller + 1) % 250;
          Object.assign(context, { clientAddress: PROXY });
          context.raw.headers["x-forwarded-for"] = `203.0.113.${caller}`;
        },
        ...(gate === undefined ? [] : [gate]),
        // Whoever audits from this machine is to be told how it is.
        () => (context) => {
          delete context.raw.headers["x-forwarded-for"];
        },
        ...others,
      ]);
    },
  },
};
