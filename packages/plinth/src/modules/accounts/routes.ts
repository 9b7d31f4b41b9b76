import { platformErrors } from "#core";
import { type Route, route } from "#http";
import {
  AcceptedReply,
  CorrectReply,
  correctBody,
  EmailBody,
  MeReply,
  VerifyBody,
  VerifyReply,
} from "./schema.ts";
import type { Accounts } from "./service.ts";

/** Where people see and correct what is kept of them as such. */
const ownRoutes = (accounts: Accounts, languages: readonly string[]): readonly Route[] => [
  route.get(
    "/api/v1/auth/me",
    {
      access: "user",
      summary: "Gives the account of the caller, and what it may do",
      responses: { 200: MeReply },
    },
    async ({ principal }) => {
      const account = await accounts.find(principal.userId);
      // Erased between the check and now.
      if (account === undefined) throw platformErrors.make.AUTHENTICATION_ERROR();
      return { user: accounts.view(account), permissions: [...principal.permissions] };
    },
  ),
  route.patch(
    "/api/v1/auth/me",
    {
      access: "user",
      summary: "Corrects the caller's name, or the language of mails and files",
      limit: "20/hour",
      body: correctBody(languages),
      responses: { 200: CorrectReply },
      audit: "account.corrected",
      dataClass: "personal",
      example: { name: "Robin" },
    },
    async ({ principal, body }) => {
      const account = await accounts.correct(principal.userId, body);
      if (account === undefined) throw platformErrors.make.AUTHENTICATION_ERROR();
      return { user: accounts.view(account) };
    },
  ),
];

/** The routes by which people see and confirm their account. */
export const accountRoutes = (
  accounts: Accounts,
  languages: readonly string[],
): readonly Route[] => [
  ...ownRoutes(accounts, languages),
  route.post(
    "/api/v1/auth/email/verify",
    {
      access: { public: true, because: "whoever has the link from the mail owns the address" },
      summary: "Confirms an e-mail address with the token of the link",
      limit: "5/hour",
      body: VerifyBody,
      responses: { 200: VerifyReply },
      audit: "account.email-verified",
      dataClass: "personal",
      errors: ["LINK_INVALID"],
    },
    async ({ body }) => {
      await accounts.verifyEmail(body.token);
      return { status: "verified" } as const;
    },
  ),
  route.post(
    "/api/v1/auth/email/change",
    {
      access: "user",
      assurance: { freshWithin: "15m" },
      summary: "Mails a link to a new address; nothing changes before it is used",
      limit: ["5/hour", { rule: "5/hour", by: "address" }],
      body: EmailBody,
      responses: { 202: AcceptedReply },
      audit: "account.email-change-requested",
    },
    async ({ body, principal, requestId }) => {
      await accounts.requestEmailChange(principal.userId, body.email, requestId);
      return {
        status: "accepted",
        message: "A mail with a link is on its way to the new address.",
      } as const;
    },
  ),
  route.post(
    "/api/v1/auth/email/change/confirm",
    {
      access: { public: true, because: "whoever has the link from the mail owns the new address" },
      summary: "Sets the new address with the token of the link and ends all sessions",
      limit: "5/hour",
      body: VerifyBody,
      responses: { 204: null },
      audit: "account.email-changed",
      dataClass: "personal",
      errors: ["LINK_INVALID"],
    },
    async ({ body, requestId, clientAddress }) => {
      await accounts.confirmEmailChange(body.token, { requestId, clientAddress });
      return undefined;
    },
  ),
  route.post(
    "/api/v1/auth/email/resend",
    {
      access: "user",
      summary: "Sends the mail that confirms the address again",
      limit: { rule: "5/hour", by: "address" },
      responses: { 202: AcceptedReply },
      audit: "account.verification-sent",
    },
    async ({ principal }) => {
      await accounts.resendVerification(principal.userId);
      return {
        status: "accepted",
        message: "If your address is not confirmed yet, a mail is on its way.",
      } as const;
    },
  ),
];
