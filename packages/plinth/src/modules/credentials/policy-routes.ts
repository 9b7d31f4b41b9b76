import { type Route, route } from "#http";
import { CheckBody, CheckReply, PolicyReply } from "./schema.ts";
import type { Credentials } from "./service.ts";

/** What a page needs to help with the choice of a password: the server's own rules. */
export const policyRoutes = (credentials: Credentials): readonly Route[] => [
  route.get(
    "/api/v1/auth/password/policy",
    {
      access: { public: true, because: "sign-up pages show the rules before anybody signed in" },
      summary: "Lists the rules of a password",
      cache: "no-cache",
      responses: { 200: PolicyReply },
    },
    () => ({
      minLength: credentials.passwordPolicy.minLength,
      rules: [...credentials.passwordPolicy.rules],
    }),
  ),
  route.post(
    "/api/v1/auth/password/check",
    {
      access: {
        public: true,
        because: "the meter of sign-up pages; nothing is stored or compared",
      },
      summary: "Judges a password: failed rules, strength, suggestions",
      limit: "120/minute",
      body: CheckBody,
      responses: { 200: CheckReply },
      dataClass: "public",
      example: { password: "Tulpen-um-7-Uhr", email: "person@example.org", name: "Robin" },
    },
    ({ body: { password, email, name } }) => {
      const { ok, failed, score, reasons, suggestions } = credentials.checkPassword(password, {
        email,
        name,
      });
      return {
        ok,
        failed: [...failed],
        score,
        reasons: [...reasons],
        suggestions: [...suggestions],
      };
    },
  ),
];
