import { type Route, route } from "#http";
import { AcceptedReply, type Accounts } from "#modules/accounts";
import { rememberedIn, SecondFactorReply, secondFactorReply } from "#modules/mfa";
import {
  DEVICE_COOKIE,
  originOf,
  SESSION_COOKIE,
  SignInReply,
  signedInReply,
} from "#modules/sessions";
import { LinkBody, UseBody } from "./schema.ts";
import type { MagicLinks } from "./service.ts";

/** Asking for a link, and the press of the button on its page. */
export const magicLinkRoutes = (
  links: MagicLinks,
  options: { readonly cookieSeconds: number; readonly view: Accounts["view"] },
): readonly Route[] => [
  route.post(
    "/api/v1/auth/magic-link",
    {
      access: { public: true, because: "whoever signs in by mail has nothing else to show" },
      summary: "Mails a link that signs in; answers the same for every address",
      limit: ["5/hour", { rule: "5/hour", by: "field:email" }],
      body: LinkBody,
      responses: { 202: AcceptedReply },
      audit: "magic-link.requested",
      dataClass: "personal",
      example: { email: "person@example.org" },
    },
    async ({ body, requestId }) => {
      await links.request(body.email, requestId);
      return {
        status: "accepted",
        message: "If the address has an account, a mail with a link is on its way.",
      } as const;
    },
  ),
  route.post(
    "/api/v1/auth/magic-link/verify",
    {
      access: { public: true, because: "the token of the link is the credential" },
      summary: "Signs in with the token of a link; a visit of the page alone spends nothing",
      limit: "5/minute, 20/hour",
      body: UseBody,
      responses: { 200: SignInReply, 202: SecondFactorReply },
      audit: "session.started",
      dataClass: "secret",
      errors: ["LINK_INVALID"],
    },
    async (request) => {
      const outcome = await links.use({
        token: request.body.token,
        device: request.cookie(DEVICE_COOKIE.name),
        cookie: request.cookie(SESSION_COOKIE.name),
        remembered: rememberedIn(request),
        origin: originOf(request),
      });
      if (outcome.kind === "challenge") return secondFactorReply(outcome);
      const { account, session, device } = outcome;
      const { cookieSeconds, view } = options;
      return signedInReply({ session, device, user: view(account), cookieSeconds });
    },
  ),
];
