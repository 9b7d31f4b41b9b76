import { platformErrors } from "#core";
import {
  type CookieOptions,
  clearCookie,
  type HandlerRequest,
  type ReplyValue,
  type Route,
  reply,
  route,
  setCookie,
} from "#http";
import type { AccountView } from "#modules/accounts";
import type { Origin } from "./origin.ts";
import {
  RefreshBody,
  RefreshReply,
  SessionParams,
  SessionStateReply,
  SessionsReply,
} from "./schema.ts";
import type { PreparedSession, Sessions } from "./service.ts";

/** How the session cookie is set and cleared: always with the same flags (SES-02, P-046). */
export const SESSION_COOKIE: CookieOptions & { readonly name: string } = {
  name: "__Host-plinth",
  sameSite: "Lax",
};

/** Says that this browser has signed in before; opens nothing (ID-12). */
export const DEVICE_COOKIE: CookieOptions & { readonly name: string } = {
  name: "__Host-plinth-device",
  sameSite: "Strict",
  maxAgeSeconds: 31_536_000,
};

/** Where a request comes from, as sessions and events note it. */
export const originOf = (
  request: Pick<HandlerRequest<never>, "requestId" | "clientAddress" | "header">,
): Origin => ({
  requestId: request.requestId,
  clientAddress: request.clientAddress,
  agent: request.header("user-agent"),
});

/** The header that sets the session cookie; `maxAgeSeconds` is `sessions.cookieSeconds`. */
export const sessionCookie = (value: string, maxAgeSeconds: number): readonly string[] => [
  "Set-Cookie",
  setCookie(SESSION_COOKIE.name, value, { ...SESSION_COOKIE, maxAgeSeconds }),
];

/** The header that sets the device cookie. */
export const deviceCookie = (value: string): readonly string[] => [
  "Set-Cookie",
  setCookie(DEVICE_COOKIE.name, value, DEVICE_COOKIE),
];

/** The answer of every completed sign-in, in the form of `SignInReply`, with both cookies. */
export const signedInReply = (signedIn: {
  readonly session: PreparedSession;
  /** New value of the device cookie. */
  readonly device: string;
  readonly user: AccountView;
  readonly cookieSeconds: number;
  /** Further headers: name, value, name, value. */
  readonly headers?: readonly string[];
}): ReplyValue =>
  reply(200, { ...signedIn.session.tokens, user: signedIn.user }, [
    ...sessionCookie(signedIn.session.cookie, signedIn.cookieSeconds),
    ...deviceCookie(signedIn.device),
    ...(signedIn.headers ?? []),
  ]);

/** Where a browser or a program goes on with its own session, and ends it. */
const ownRoutes = (sessions: Sessions): readonly Route[] => [
  route.post(
    "/api/v1/auth/refresh",
    {
      access: { public: true, because: "the refresh token in the body is the credential" },
      summary: "Exchanges a refresh token for a new pair of tokens",
      limit: "30/minute, 500/hour",
      body: RefreshBody,
      responses: { 200: RefreshReply },
      audit: "session.refreshed",
      dataClass: "secret",
      errors: ["AUTHENTICATION_ERROR"],
    },
    (request) =>
      sessions.refresh(request.body.refreshToken, {
        requestId: request.requestId,
        clientAddress: request.clientAddress,
      }),
  ),
  route.post(
    "/api/v1/auth/signout",
    {
      access: "user",
      summary: "Ends the session of the caller; its cookie and tokens are refused from now on",
      limit: "30/minute",
      responses: { 204: null },
      audit: "session.ended",
    },
    async ({ principal }) => {
      await sessions.end(principal.userId, principal.sessionId);
      return reply(204, undefined, [
        "Set-Cookie",
        clearCookie(SESSION_COOKIE.name, SESSION_COOKIE),
      ]);
    },
  ),
  route.get(
    "/api/v1/auth/session",
    {
      access: { public: true, because: "the cookie is asked about, and opens nothing here" },
      summary:
        "Says whether the session of the browser's cookie is live, has run out, or was ended",
      limit: "60/minute",
      responses: { 200: SessionStateReply },
    },
    async (request) => ({ state: await sessions.stateOf(request.cookie(SESSION_COOKIE.name)) }),
  ),
];

/** The routes by which people and programs keep, see and end sessions. */
export const sessionRoutes = (sessions: Sessions): readonly Route[] => [
  ...ownRoutes(sessions),
  route.get(
    "/api/v1/auth/sessions",
    {
      access: "user",
      summary: "Lists the devices on which the caller is signed in",
      responses: { 200: SessionsReply },
    },
    async ({ principal }) => ({
      sessions: [...(await sessions.list(principal.userId, principal.sessionId))],
    }),
  ),
  route.delete(
    "/api/v1/auth/sessions/:id",
    {
      access: "user",
      summary: "Ends one session of the caller",
      limit: "60/minute",
      params: SessionParams,
      responses: { 204: null },
      audit: "session.ended",
      errors: ["NOT_FOUND"],
    },
    async ({ principal, params }) => {
      const isEnded = await sessions.end(principal.userId, params.id);
      if (!isEnded) throw platformErrors.make.NOT_FOUND();
      return undefined;
    },
  ),
  route.post(
    "/api/v1/auth/sessions/revoke-others",
    {
      access: "user",
      summary: "Ends all sessions of the caller but this one",
      limit: "20/minute",
      responses: { 204: null },
      audit: "session.others-ended",
    },
    async ({ principal }) => {
      await sessions.endOthers(principal.userId, principal.sessionId);
      return undefined;
    },
  ),
  route.post(
    "/api/v1/auth/sessions/revoke-all",
    {
      access: "user",
      summary: "Ends all sessions of the caller, this one too",
      limit: "20/minute",
      responses: { 204: null },
      audit: "session.all-ended",
    },
    async ({ principal }) => {
      await sessions.endOthers(principal.userId);
      return reply(204, undefined, [
        "Set-Cookie",
        clearCookie(SESSION_COOKIE.name, SESSION_COOKIE),
      ]);
    },
  ),
];
