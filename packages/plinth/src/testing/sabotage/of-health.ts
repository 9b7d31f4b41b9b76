import { pathOfRequest, rewriteAnswers, stageBefore, underOtherPolicy } from "./alterations.ts";
import type { Sabotage, Sabotages } from "./sabotage.ts";

/** Answers the first answer of a path for ever. */
const constant = (what: string, path: string): Sabotage => ({
  what,
  alter: () => {
    // By how much is told: strangers are still told less.
    const first = new Map<number, string>();
    return rewriteAnswers((answer, raw) => {
      if (pathOfRequest(raw) !== path || answer.body === undefined) return answer;
      const size = Math.round(Math.log2(answer.body.length));
      const body = first.get(size) ?? answer.body;
      first.set(size, body);
      return { ...answer, body };
    });
  },
});

/** What is done to what the service says of itself. */
export const HEALTH_SABOTAGES: Sabotages = {
  "constant-health": constant("says of itself what it said first", "/health"),
  "constant-metrics": constant("counts nothing any more", "/metrics"),
  "always-ready": {
    what: "is ready whatever is down",
    alter: () => ({
      store: (store) => ({
        ...store,
        health: async () => ({
          ...(await store.health()),
          status: "unhealthy",
          connectionTest: "failed",
        }),
      }),
      ...rewriteAnswers((answer, raw) =>
        pathOfRequest(raw) === "/ready" ? { ...answer, status: 200 } : answer,
      ),
    }),
  },
  "history-for-everyone": {
    what: "lets everyone read the history of its health",
    alter: () =>
      underOtherPolicy(["authenticate", "authorize"], (policy) =>
        policy.path === "/api/v1/admin/health/history"
          ? { ...policy, access: { kind: "public", because: "sabotage", identify: false } }
          : policy,
      ),
  },
  "objective-for-everyone": {
    what: "lets everyone read how its objective stands",
    alter: () =>
      underOtherPolicy(["authenticate", "authorize"], (policy) =>
        policy.path === "/api/v1/admin/slo"
          ? { ...policy, access: { kind: "public", because: "sabotage", identify: false } }
          : policy,
      ),
  },
  "talkative-status-page": {
    what: "tells everyone why a part is down",
    alter: () =>
      rewriteAnswers((answer, raw) => {
        if (pathOfRequest(raw) !== "/status.json" || answer.body === undefined) return answer;
        const page = JSON.parse(answer.body);
        page.components[0].detail = "connection refused by 10.0.0.7";
        return { ...answer, body: JSON.stringify(page) };
      }),
  },
  "untold-degradation": {
    what: "leaves out of the header what does not work as usual",
    alter: () =>
      rewriteAnswers((answer, raw) => {
        if (pathOfRequest(raw) !== "/api/v1/degradation" || answer.body === undefined)
          return answer;
        const document = JSON.parse(answer.body);
        document.capabilities = [
          { name: "mail", title: "Mail", mode: "degraded", whileDegraded: "Mails come late." },
        ];
        return { ...answer, body: JSON.stringify(document) };
      }),
  },
  "metrics-for-everyone": {
    what: "takes strangers behind a proxy for itself",
    alter: () =>
      stageBefore("protect", () => ({ raw }) => {
        for (const name of ["forwarded", "x-forwarded-for", "x-real-ip", "via"]) {
          delete raw.headers[name];
        }
      }),
  },
  "hide-policies": {
    what: "documents a route without its policy",
    alter: () =>
      rewriteAnswers((answer, raw) => {
        if (pathOfRequest(raw) !== "/docs/json" || answer.body === undefined) return answer;
        const document = JSON.parse(answer.body);
        delete document.paths["/api/csrf-token"].get["x-plinth-policy"];
        return { ...answer, body: JSON.stringify(document) };
      }),
  },
};
