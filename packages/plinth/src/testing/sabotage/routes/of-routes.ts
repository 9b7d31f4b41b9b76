import type { Alterations } from "#app";
import type { Principal } from "#http";
import { alterStages, pathOfRequest, rewriteAnswers, underOtherPolicy } from "../alterations.ts";
import { believeUnsigned } from "../of-access.ts";
import type { Sabotages } from "../sabotage.ts";

const READINGS = "/api/v1/demo/readings";
const ADMINISTRATION = "/api/v1/demo/administration";

/** Remembers on one route whom a credential stood for. */
const rememberOn = (path: string): Alterations => {
  const known = new Map<string, Principal>();
  return alterStages("authenticate", (factories) =>
    factories.map((factory) => (policy) => {
      const stage = factory(policy);
      if (stage === undefined || policy.path !== path) return stage;
      return async (context) => {
        const credential = context.header("authorization") ?? context.header("cookie") ?? "";
        context.principal = known.get(credential);
        if (context.principal !== undefined) return;
        await stage(context);
        if (context.principal !== undefined) known.set(credential, context.principal);
      };
    }),
  );
};

/** What one route among many does otherwise than it says. */
export const ROUTE_SABOTAGES: Sabotages = {
  "one-route-remembers": {
    what: "never hears on one route that a session is over",
    alter: () => rememberOn(READINGS),
  },
  "one-route-believes": {
    what: "believes unsigned tokens on one route",
    alter: () => believeUnsigned((path) => path === ADMINISTRATION),
  },
  "open-by-spelling": {
    what: "takes a guarded address with a slash behind it for another one",
    alter: () =>
      rewriteAnswers((answer, raw) => {
        const path = pathOfRequest(raw);
        const isOpen = path.startsWith("/api/v1/") && path.endsWith("/");
        if (!isOpen) return answer;
        return { status: 200, headers: [["Content-Type", "application/json"]], body: "{}" };
      }),
  },
  "open-foreign-objects": {
    what: "removes the keys of others for whoever names them",
    alter: () =>
      rewriteAnswers((answer, raw) =>
        raw.method === "DELETE" &&
        answer.status === 404 &&
        raw.url?.includes("/auth/keys/") === true
          ? { ...answer, status: 204, body: undefined }
          : answer,
      ),
  },
  "forget-one-limit": {
    what: "limits all routes but one",
    alter: () =>
      underOtherPolicy(["protect", "meter"], (policy) =>
        policy.path === "/api/v1/auth/password/reset" ? { ...policy, limits: [] } : policy,
      ),
  },
  "unheard-deed": {
    what: "tells nobody that somebody ended the other sessions",
    alter: () =>
      rewriteAnswers((answer, raw) => {
        if (pathOfRequest(raw) !== "/api/v1/auth/activity" || answer.status !== 200) return answer;
        const page = JSON.parse(answer.body ?? "{}");
        const entries = page.entries.filter(
          ({ name }: { readonly name: string }) => name !== "session.others-ended",
        );
        return { ...answer, body: JSON.stringify({ ...page, entries }) };
      }),
  },
  "silent-limit": {
    what: "tells the callers of one route no limit",
    alter: () =>
      rewriteAnswers((answer, raw) =>
        pathOfRequest(raw) === "/api/v1/auth/sessions"
          ? { ...answer, headers: answer.headers.filter(([name]) => name !== "RateLimit-Policy") }
          : answer,
      ),
  },
  "undeclared-members": {
    what: "tells more of an account than it declares",
    alter: () =>
      rewriteAnswers((answer, raw) => {
        if (pathOfRequest(raw) !== "/api/v1/auth/me" || answer.status !== 200) return answer;
        const body = { ...JSON.parse(answer.body ?? "{}"), passwordHash: "made-up" };
        return { ...answer, body: JSON.stringify(body) };
      }),
  },
  "surprising-status": {
    what: "answers one route with a status that nobody expects",
    alter: () =>
      rewriteAnswers((answer, raw) =>
        pathOfRequest(raw) === "/api/v1/auth/activity" && answer.status === 200
          ? { ...answer, status: 203 }
          : answer,
      ),
  },
  "speak-otherwise": {
    what: "refuses on one route in words of its own",
    alter: () =>
      rewriteAnswers((answer, raw) =>
        pathOfRequest(raw) === "/api/v1/demo/payments" && answer.status === 401
          ? { ...answer, body: '{"error":"no"}' }
          : answer,
      ),
  },
  "take-any-body": {
    what: "does not mind bodies where none is declared",
    alter: () =>
      alterStages("read", (factories) =>
        factories.map(
          (factory) => (policy) => (policy.body === null ? undefined : factory(policy)),
        ),
      ),
  },
  "ignore-parameters": {
    what: "checks no path and no query",
    alter: () =>
      underOtherPolicy(["validate"], (policy) => ({ ...policy, params: null, query: null })),
  },
  "endless-routes": {
    what: "documents a route that never ends",
    alter: () =>
      rewriteAnswers((answer, raw) => {
        if (pathOfRequest(raw) !== "/docs/json" || answer.body === undefined) return answer;
        const document = JSON.parse(answer.body);
        document.paths["/api/v1/auth/me"].get["x-plinth-policy"].timeoutMs = 3_600_000;
        return { ...answer, body: JSON.stringify(document) };
      }),
  },
};
