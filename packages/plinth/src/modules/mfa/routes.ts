import {
  type CookieOptions,
  type HandlerRequest,
  type Route,
  reply,
  route,
  setCookie,
} from "#http";
import type { AccountView } from "#modules/accounts";
import {
  DEVICE_COOKIE,
  originOf,
  SESSION_COOKIE,
  SignInReply,
  signedInReply,
} from "#modules/sessions";
import { SecondFactorReply, VerifyBody } from "./schema.ts";
import type { Mfa } from "./service.ts";
import type { SecondFactorChallenge, Verified } from "./use-cases/sign-in.ts";

/** Spares its browser the question for a second factor at sign-in; opens nothing by itself. */
const REMEMBERED_COOKIE: CookieOptions & { readonly name: string } = {
  name: "__Host-plinth-trusted",
  sameSite: "Strict",
  maxAgeSeconds: 30 * 86_400,
};

/** Value of the cookie of remembered devices, for `mfa.next`. */
export const rememberedIn = (request: Pick<HandlerRequest<never>, "cookie">): string | undefined =>
  request.cookie(REMEMBERED_COOKIE.name);

/** The 202 of a sign-in that waits for its second factor: no cookie, no token. */
export const secondFactorReply = ({
  challenge,
  methods,
  expiresInSeconds,
}: SecondFactorChallenge) =>
  reply(202, {
    status: "second-factor-required",
    challenge,
    methods: [...methods],
    expiresInSeconds,
  });

const rememberedHeader = ({ remembered }: Verified): readonly string[] =>
  remembered === undefined
    ? []
    : ["Set-Cookie", setCookie(REMEMBERED_COOKIE.name, remembered, REMEMBERED_COOKIE)];

/** The second step of a sign-in. */
export const mfaRoutes = (
  mfa: Mfa,
  options: {
    readonly cookieSeconds: number;
    readonly view: (account: Verified["account"]) => AccountView;
  },
): readonly Route[] => [
  route.post(
    "/api/v1/auth/mfa/verify",
    {
      access: { public: true, because: "the challenge of the first step is the credential" },
      summary: "Completes a sign-in with a second factor",
      limit: ["5/minute, 20/hour", { rule: "5/minute, 20/hour", by: "field:challenge" }],
      body: VerifyBody,
      responses: { 200: SignInReply },
      audit: "signin.second-factor",
      dataClass: "secret",
      errors: ["CHALLENGE_INVALID", "SECOND_FACTOR_INVALID"],
    },
    async (request) => {
      const { remember = false, ...body } = request.body;
      const verified = await mfa.verify({
        ...body,
        remember,
        remembered: rememberedIn(request),
        device: request.cookie(DEVICE_COOKIE.name),
        cookie: request.cookie(SESSION_COOKIE.name),
        origin: originOf(request),
      });
      return signedInReply({
        session: verified.session,
        device: verified.device,
        user: options.view(verified.account),
        cookieSeconds: options.cookieSeconds,
        headers: rememberedHeader(verified),
      });
    },
  ),
];

export { SecondFactorReply };
