import { type Route, reply, route } from "#http";
import type { AccountView } from "#modules/accounts";
import {
  DEVICE_COOKIE,
  originOf,
  SESSION_COOKIE,
  SignInReply,
  sessionCookie,
  signedInReply,
} from "#modules/sessions";
import { AssertionBody, RaisedReply, RequestReply } from "./schema.ts";
import type { Passkeys } from "./service.ts";
import type { SignedIn } from "./use-cases/sign-in.ts";

const BODY_LIMIT = "32kb";

/** Signing in with a passkey, and showing one again while signed in. */
export const passkeyRoutes = (
  passkeys: Passkeys,
  options: {
    readonly cookieSeconds: number;
    readonly view: (account: SignedIn["account"]) => AccountView;
  },
): readonly Route[] => [
  route.post(
    "/api/v1/auth/passkeys/signin/begin",
    {
      access: { public: true, because: "whoever signs in has nothing to show yet" },
      summary: "Options for signing in with any passkey of this site; the same for everybody",
      limit: "30/minute, 300/hour",
      responses: { 200: RequestReply },
      audit: "passkey.sign-in-begun",
      errors: ["PASSKEYS_UNAVAILABLE"],
    },
    () => ({ options: passkeys.beginSignIn() }),
  ),
  route.post(
    "/api/v1/auth/passkeys/signin/finish",
    {
      access: { public: true, because: "the signature of the passkey is the credential" },
      summary: "Signs in with a passkey; it counts as two factors",
      limit: "10/minute, 100/hour",
      body: AssertionBody,
      bodyLimit: BODY_LIMIT,
      responses: { 200: SignInReply },
      audit: "session.started",
      dataClass: "secret",
      errors: ["PASSKEY_REFUSED", "PASSKEYS_UNAVAILABLE"],
    },
    async (request) => {
      const { account, session, device } = await passkeys.finishSignIn({
        assertion: request.body.response,
        device: request.cookie(DEVICE_COOKIE.name),
        cookie: request.cookie(SESSION_COOKIE.name),
        origin: originOf(request),
      });
      const { cookieSeconds, view } = options;
      return signedInReply({ session, device, user: view(account), cookieSeconds });
    },
  ),
  route.post(
    "/api/v1/auth/passkeys/step-up/begin",
    {
      access: "user",
      summary: "Options for confirming with one of the caller's passkeys",
      limit: "20/minute, 200/hour",
      responses: { 200: RequestReply },
      audit: "passkey.step-up-begun",
      errors: ["CONFLICT", "PASSKEYS_UNAVAILABLE"],
    },
    async ({ principal }) => ({ options: await passkeys.beginStepUp(principal.userId) }),
  ),
  route.post(
    "/api/v1/auth/passkeys/step-up/finish",
    {
      access: "user",
      summary: "Confirms who is signed in by a passkey; it counts as two factors",
      limit: [
        { rule: "10/minute, 60/hour", by: "user" },
        { rule: "20/minute, 200/hour", by: "address" },
      ],
      body: AssertionBody,
      bodyLimit: BODY_LIMIT,
      responses: { 200: RaisedReply },
      audit: "session.raised",
      dataClass: "secret",
      errors: ["STEP_UP_FAILED", "PASSKEYS_UNAVAILABLE"],
    },
    async (request) => {
      const { userId: accountId, sessionId } = request.principal;
      const owner = { accountId, sessionId, origin: originOf(request) };
      const raised = await passkeys.finishStepUp(owner, request.body.response);
      const { accessToken, expiresIn, cookie } = raised;
      return reply(200, { accessToken, expiresIn }, sessionCookie(cookie, options.cookieSeconds));
    },
  ),
];
