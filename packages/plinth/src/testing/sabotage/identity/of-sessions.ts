import type { Alterations } from "#app";
import type { Principal } from "#http";
import { SESSION_COOKIE, type SessionsService } from "#modules/sessions";
import { alterStages, rewriteAnswers, stageBefore } from "../alterations.ts";
import type { Sabotages } from "../sabotage.ts";

const alterSessions = (
  change: (sessions: SessionsService) => Partial<SessionsService>,
): Alterations => ({
  service: (module, service) => {
    if (module !== "sessions") return service;
    const sessions = service as SessionsService;
    return { ...sessions, ...change(sessions) };
  },
});

const cookieIn = (header: string | undefined): string | undefined =>
  new RegExp(`(?:^|;\\s*)${SESSION_COOKIE.name}=([^;]+)`).exec(header ?? "")?.[1];

/** Keeps the id that a browser brings, as servers do that never make a new one. */
const keepPlantedSession = (): Alterations => {
  const real = new Map<string, string>();
  const kept = rewriteAnswers((answer, { headers: { cookie } }) => {
    const planted = cookieIn(cookie);
    if (planted === undefined) return answer;
    const headers = answer.headers.map(([name, value]): readonly [string, string] => {
      const made = name === "Set-Cookie" ? cookieIn(value) : undefined;
      if (made === undefined) return [name, value];
      real.set(planted, made);
      return [name, value.replace(made, planted)];
    });
    return { ...answer, headers };
  });
  const known = stageBefore("authenticate", () => ({ raw }) => {
    const planted = cookieIn(raw.headers.cookie);
    const made = planted === undefined ? undefined : real.get(planted);
    if (made !== undefined) raw.headers.cookie = `${SESSION_COOKIE.name}=${made}`;
  });
  return { ...kept, ...known };
};

const CHANGE = "/api/v1/auth/password/change";

/** Believes what stood for somebody before they changed their password, whatever ended since. */
const believeAfterChange = (): Alterations => {
  const known = new Map<string, Principal>();
  const changed = new Set<string>();
  const believed = (credential: string): Principal | undefined => {
    const before = known.get(credential);
    return before !== undefined && changed.has(before.userId) ? before : undefined;
  };
  const note = (credential: string, path: string, principal: Principal | undefined): void => {
    if (principal === undefined) return;
    known.set(credential, principal);
    if (path === CHANGE) changed.add(principal.userId);
  };
  return alterStages("authenticate", (factories) =>
    factories.map((factory) => (policy) => {
      const stage = factory(policy);
      if (stage === undefined) return undefined;
      return async (context) => {
        const credential = context.header("authorization") ?? context.header("cookie") ?? "";
        const before = believed(credential);
        if (before === undefined) await stage(context);
        else context.principal = before;
        note(credential, policy.path, context.principal);
      };
    }),
  );
};

/** What is done to sessions and their credentials. */
export const SESSION_SABOTAGES: Sabotages = {
  "readable-cookies": {
    what: "sets cookies that scripts can read",
    alter: () =>
      rewriteAnswers((answer) => ({
        ...answer,
        headers: answer.headers.map(([name, value]) => [name, value.replace("; HttpOnly", "")]),
      })),
  },
  "keep-planted-session": {
    what: "keeps the session id that a browser brings",
    alter: keepPlantedSession,
  },
  "session-survives-sign-out": {
    what: "ends no session at sign-out",
    // Who ends a session of somebody else is told as ever that there is none.
    alter: () =>
      alterSessions((sessions) => ({
        end: async (accountId, sessionId) =>
          (await sessions.list(accountId, sessionId)).some(({ id }) => id === sessionId),
      })),
  },
  "believe-sessions-forever": {
    what: "never hears that a session is over since a password was changed",
    alter: believeAfterChange,
  },
  "refresh-token-stays": {
    what: "lets a refresh token live on",
    alter: () => {
      const latest = new Map<string, string>();
      return alterSessions((sessions) => ({
        refresh: async (token, origin) => {
          const pair = await sessions.refresh(latest.get(token) ?? token, origin);
          latest.set(token, pair.refreshToken);
          return { ...pair, refreshToken: token };
        },
      }));
    },
  },
};
