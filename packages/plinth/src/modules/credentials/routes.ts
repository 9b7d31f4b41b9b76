import { type Route, reply, route } from "#http";
import type { Accounts } from "#modules/accounts";
import { rememberedIn, secondFactorReply } from "#modules/mfa";
import {
  DEVICE_COOKIE,
  deviceCookie,
  originOf,
  SESSION_COOKIE,
  signedInReply,
} from "#modules/sessions";
import type { Languages } from "#services/texts";
import {
  AcceptedReply,
  ChangeBody,
  ForgotBody,
  ResetBody,
  SecondFactorReply,
  SignInBody,
  SignInReply,
  SignUpBody,
  SignUpReply,
  UnlockBody,
} from "./schema.ts";
import type { Credentials } from "./service.ts";

const EXAMPLE = { email: "person@example.org", password: "Tulpen-um-7-Uhr" };

/** What the routes know beside the service. */
export interface CredentialRouteParts {
  /** How long a session cookie can be of use. */
  readonly cookieSeconds: number;
  readonly view: Accounts["view"];
  /** A new account keeps the language that its page, or else its browser, is in. */
  readonly languages: Pick<Languages, "choose">;
}

/** Opening an account and signing in. */
const signRoutes = (
  credentials: Credentials,
  { cookieSeconds, view, languages }: CredentialRouteParts,
): readonly Route[] => [
  route.post(
    "/api/v1/auth/signup",
    {
      access: { public: true, because: "whoever opens an account has none yet" },
      summary: "Opens an account; answers the same for an address that has one",
      limit: ["3/minute", { rule: "5/hour", by: "field:email" }],
      body: SignUpBody,
      responses: { 201: SignUpReply },
      audit: "account.signed-up",
      dataClass: "personal",
      example: { ...EXAMPLE, name: "Robin" },
    },
    async (request) => {
      const { body, requestId } = request;
      const name = (body.name ?? "").trim();
      const language = languages.choose(request.header("accept-language"));
      const user = await credentials.signUp({ ...body, name, language }, requestId);
      return {
        status: "created",
        message: "We sent you a mail. You can sign in now.",
        user,
      } as const;
    },
  ),
  route.post(
    "/api/v1/auth/signin",
    {
      access: { public: true, because: "address and password in the body are the credential" },
      summary: "Signs in, or asks for a second factor: cookies for browsers, tokens for programs",
      limit: "5/minute, 20/hour, 100/day",
      body: SignInBody,
      responses: { 200: SignInReply, 202: SecondFactorReply },
      audit: "signin.password",
      dataClass: "secret",
      errors: ["INVALID_CREDENTIALS", "SERVICE_UNAVAILABLE"],
      example: EXAMPLE,
    },
    async (request) => {
      const outcome = await credentials.signIn({
        ...request.body,
        device: request.cookie(DEVICE_COOKIE.name),
        cookie: request.cookie(SESSION_COOKIE.name),
        remembered: rememberedIn(request),
        origin: originOf(request),
      });
      if (outcome.kind === "challenge") return secondFactorReply(outcome);
      const { account, session, device } = outcome;
      return signedInReply({ session, device, user: view(account), cookieSeconds });
    },
  ),
];

/** Lifting a lock by mail. */
const unlockRoute = (credentials: Credentials): Route =>
  route.post(
    "/api/v1/auth/unlock",
    {
      access: { public: true, because: "whoever has the link from the mail owns the account" },
      summary: "Lifts the lock that failed sign-ins put on an account, with the token of the link",
      limit: "10/hour",
      body: UnlockBody,
      responses: { 204: null },
      audit: "account.unlocked",
      dataClass: "personal",
      errors: ["LINK_INVALID"],
    },
    async (request) => {
      await credentials.unlockByMail(request.body.token, originOf(request));
      return undefined;
    },
  );

/** Changing and replacing a password. */
const passwordRoutes = (credentials: Credentials): readonly Route[] => [
  route.post(
    "/api/v1/auth/password/change",
    {
      access: "user",
      assurance: { freshWithin: "15m" },
      summary: "Changes the password and ends all other sessions",
      limit: "5/minute, 20/hour",
      body: ChangeBody,
      responses: { 204: null },
      audit: "password.changed",
      dataClass: "secret",
      errors: ["CURRENT_PASSWORD_WRONG"],
    },
    async (request) => {
      const { device } = await credentials.changePassword({
        ...request.body,
        accountId: request.principal.userId,
        sessionId: request.principal.sessionId,
        device: request.cookie(DEVICE_COOKIE.name),
        origin: originOf(request),
      });
      return reply(204, undefined, deviceCookie(device));
    },
  ),
  route.post(
    "/api/v1/auth/password/forgot",
    {
      access: { public: true, because: "whoever forgot the password cannot sign in" },
      summary: "Sends a link for a new password; answers the same for every address",
      limit: ["3/hour", { rule: "3/hour", by: "field:email" }],
      body: ForgotBody,
      responses: { 202: AcceptedReply },
      audit: "password.reset-requested",
      dataClass: "personal",
      example: { email: EXAMPLE.email },
    },
    async ({ body, requestId }) => {
      await credentials.forgotPassword(body.email, requestId);
      return {
        status: "accepted",
        message: "If the address has an account, a mail is on its way.",
      } as const;
    },
  ),
  route.post(
    "/api/v1/auth/password/reset",
    {
      access: { public: true, because: "the token from the mail in the body is the credential" },
      summary: "Sets a new password with the token of a link and ends all sessions",
      limit: "10/hour",
      body: ResetBody,
      responses: { 204: null },
      audit: "password.reset",
      dataClass: "secret",
      errors: ["LINK_INVALID"],
    },
    async (request) => {
      const { device } = await credentials.resetPassword({
        ...request.body,
        device: request.cookie(DEVICE_COOKIE.name),
        origin: originOf(request),
      });
      return reply(204, undefined, deviceCookie(device));
    },
  ),
];

/** The routes of passwords. */
export const credentialRoutes = (
  credentials: Credentials,
  parts: CredentialRouteParts,
): readonly Route[] => [
  ...signRoutes(credentials, parts),
  ...passwordRoutes(credentials),
  unlockRoute(credentials),
];
