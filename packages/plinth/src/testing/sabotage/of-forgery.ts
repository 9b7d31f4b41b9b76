import { stageBefore } from "./alterations.ts";
import type { Sabotages } from "./sabotage.ts";

/** What is done to the protections against other sites. */
export const FORGERY_SABOTAGES: Sabotages = {
  "skip-csrf": {
    what: "asks for no token, and takes what is none",
    alter: () =>
      stageBefore("authorize", (_, { csrfTokenFor }) => ({ raw, principal }) => {
        const own = csrfTokenFor(principal);
        // Tokens of others are still refused, and so is who comes from elsewhere.
        if (raw.headers["x-csrf-token"]?.length === own.length) return;
        raw.headers["x-csrf-token"] = own;
      }),
  },
  "skip-origin-check": {
    what: "does not look where a write comes from",
    alter: () =>
      stageBefore("authorize", () => ({ raw }) => {
        delete raw.headers.origin;
        delete raw.headers["sec-fetch-site"];
      }),
  },
  "any-csrf-token": {
    what: "takes any token for the session's own",
    alter: () =>
      stageBefore("authorize", (_, { csrfTokenFor }) => ({ raw, principal }) => {
        const sent = raw.headers["x-csrf-token"];
        const own = csrfTokenFor(principal);
        // What is no token at all is still refused.
        if (sent?.length !== own.length) return;
        raw.headers["x-csrf-token"] = own;
      }),
  },
  "reflect-any-origin": {
    what: "lets every origin read",
    alter: () =>
      stageBefore("protect", () => (context) => {
        const origin = context.header("origin");
        // What browsers ask before they send is looked at by another probe.
        if (origin === undefined || context.raw.method === "OPTIONS") return;
        context.addHeader("Access-Control-Allow-Origin", origin);
        context.addHeader("Access-Control-Allow-Credentials", "true");
      }),
  },
  "open-preflights": {
    what: "promises every method to every origin",
    alter: () => ({
      controls: (controls) => ({
        ...controls,
        preflight: (context, methods) =>
          context.addHeader("Access-Control-Allow-Methods", methods.join(", ")),
      }),
    }),
  },
};
