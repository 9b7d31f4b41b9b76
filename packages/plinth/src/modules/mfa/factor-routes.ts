import { platformErrors } from "#core";
import { type Principal, type Route, reply, route, stepUpRequired } from "#http";
import { originOf, type RaisedSession, sessionCookie } from "#modules/sessions";
import {
  BeginBody,
  BeginReply,
  CodesReply,
  ConfirmBody,
  ConfirmReply,
  IdParams,
  OverviewReply,
  RemovedReply,
} from "./schema.ts";
import type { Mfa } from "./service.ts";

const FRESH = { freshWithin: "10m" } as const;
const FRESH_SECONDS = 600;

/**
 * Whoever has a second factor shows it before changing any: the password alone must not be enough
 * to get rid of it. Who has none yet cannot be asked for one.
 */
const requireOwnLevel = async (mfa: Mfa, principal: Principal): Promise<void> => {
  if (principal.assurance === 2 || !(await mfa.isGuarded(principal.userId))) return;
  throw stepUpRequired({ level: 2, maxAgeSeconds: FRESH_SECONDS });
};

const ownerOf = (request: Parameters<typeof originOf>[0] & { readonly principal: Principal }) => ({
  accountId: request.principal.userId,
  sessionId: request.principal.sessionId,
  origin: originOf(request),
});

const tokensOf = ({ accessToken, expiresIn }: RaisedSession) => ({ accessToken, expiresIn });

/** Adding, confirming and removing authenticator apps. */
const totpRoutes = (mfa: Mfa, cookieSeconds: number): readonly Route[] => [
  route.post(
    "/api/v1/auth/mfa/totp/begin",
    {
      access: "user",
      assurance: FRESH,
      summary: "Begins to set up an authenticator app",
      limit: "10/minute, 60/hour",
      body: BeginBody,
      responses: { 200: BeginReply },
      audit: "mfa.setup-begun",
      dataClass: "secret",
      errors: ["CONFLICT"],
      example: { name: "Phone" },
    },
    async (request) => {
      await requireOwnLevel(mfa, request.principal);
      return mfa.begin(ownerOf(request), request.body.name ?? "Authenticator app");
    },
  ),
  route.post(
    "/api/v1/auth/mfa/totp/confirm",
    {
      access: "user",
      assurance: FRESH,
      summary: "Makes an authenticator app count, by its first code; ends all other sessions",
      limit: "10/minute, 60/hour",
      body: ConfirmBody,
      responses: { 200: ConfirmReply },
      audit: "mfa.factor-added",
      dataClass: "secret",
      errors: ["MFA_SETUP_INVALID", "CONFLICT"],
    },
    async (request) => {
      await requireOwnLevel(mfa, request.principal);
      const { id, code } = request.body;
      const { factor, recoveryCodes, session } = await mfa.confirm(ownerOf(request), id, code);
      return reply(
        200,
        { factor, recoveryCodes: [...recoveryCodes], ...tokensOf(session) },
        sessionCookie(session.cookie, cookieSeconds),
      );
    },
  ),
  route.delete(
    "/api/v1/auth/mfa/totp/:id",
    {
      access: "user",
      assurance: FRESH,
      summary: "Removes an authenticator app; ends all other sessions",
      limit: "10/minute",
      params: IdParams,
      responses: { 200: RemovedReply },
      audit: "mfa.factor-removed",
      dataClass: "secret",
      errors: ["NOT_FOUND", "CONFLICT"],
    },
    async (request) => {
      await requireOwnLevel(mfa, request.principal);
      const { session } = await mfa.remove(ownerOf(request), request.params.id);
      return reply(200, tokensOf(session), sessionCookie(session.cookie, cookieSeconds));
    },
  ),
];

/** The second factors of the caller: seen, set up and removed. */
export const factorRoutes = (mfa: Mfa, cookieSeconds: number): readonly Route[] => [
  route.get(
    "/api/v1/auth/mfa",
    {
      access: "user",
      summary: "Lists the second factors and remembered devices of the caller",
      responses: { 200: OverviewReply },
    },
    async ({ principal }) => {
      const { factors, rememberedDevices, ...overview } = await mfa.overview(principal.userId);
      return {
        ...overview,
        assurance: principal.assurance,
        factors: [...factors],
        rememberedDevices: [...rememberedDevices],
      };
    },
  ),
  ...totpRoutes(mfa, cookieSeconds),
  route.post(
    "/api/v1/auth/mfa/recovery-codes",
    {
      access: "user",
      assurance: FRESH,
      summary: "Makes ten new recovery codes, shown once; the old ones and other sessions end",
      limit: "5/minute, 20/hour",
      responses: { 200: CodesReply },
      audit: "mfa.recovery-codes-made",
      dataClass: "secret",
      errors: ["CONFLICT"],
    },
    async (request) => {
      await requireOwnLevel(mfa, request.principal);
      const { session, recoveryCodes } = await mfa.renewCodes(ownerOf(request));
      return reply(
        200,
        { recoveryCodes: [...recoveryCodes], ...tokensOf(session) },
        sessionCookie(session.cookie, cookieSeconds),
      );
    },
  ),
  route.delete(
    "/api/v1/auth/mfa/remembered-devices/:id",
    {
      access: "user",
      summary: "Has a remembered browser asked for a second factor again",
      limit: "60/minute",
      params: IdParams,
      responses: { 204: null },
      audit: "mfa.device-forgotten",
      errors: ["NOT_FOUND"],
    },
    async ({ principal, params }) => {
      const isForgotten = await mfa.forgetDevice(principal.userId, params.id);
      if (!isForgotten) throw platformErrors.make.NOT_FOUND();
      return undefined;
    },
  ),
];
