import { stageBefore, underOtherPolicy } from "./alterations.ts";
import type { Sabotages } from "./sabotage.ts";

/** What is done to the protections against other sites. */
export const FORGERY_SABOTAGES: Sabotages = {
  "skip-csrf": {
    what: "asks for no token and no origin",
    alter: () =>
      underOtherPolicy(["authorize"], (policy) => ({
        ...policy,
        csrf: { kind: "exempt", because: "sabotage" },
      })),
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
        if (raw.headers["x-csrf-token"] === undefined) return;
        raw.headers["x-csrf-token"] = csrfTokenFor(principal);
      }),
  },
  "reflect-any-origin": {
    what: "lets every origin read",
    alter: () =>
      stageBefore("protect", () => (context) => {
        const origin = context.header("origin");
        if (origin === undefined) return;
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
