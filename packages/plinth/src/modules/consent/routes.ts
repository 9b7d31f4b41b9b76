import { type Route, route } from "#http";
import { ConsentParams, ConsentReply, ConsentsReply, GiveBody } from "./schema.ts";
import type { Consents } from "./service.ts";

const CHANGE = { access: "user", limit: "60/hour", dataClass: "personal" } as const;

/** Where people agree and take it back, one call each (PRIV-04). */
export const consentRoutes = (consents: Consents): readonly Route[] => [
  route.get(
    "/api/v1/privacy/consents",
    {
      access: "user",
      summary: "Tells what the caller is asked to agree to, with the texts and where they stand",
      responses: { 200: ConsentsReply },
      dataClass: "personal",
    },
    async ({ principal }) => ({ consents: [...(await consents.list(principal.userId))] }),
  ),
  route.put(
    "/api/v1/privacy/consents/:purpose",
    {
      ...CHANGE,
      summary: "Gives the caller's consent to one version of a text",
      params: ConsentParams,
      body: GiveBody,
      responses: { 200: ConsentReply },
      audit: "consent.given",
      errors: ["NOT_FOUND", "CONSENT_OUTDATED"],
    },
    ({ principal, params, body }) => consents.give(principal.userId, params.purpose, body.version),
  ),
  route.delete(
    "/api/v1/privacy/consents/:purpose",
    {
      ...CHANGE,
      summary: "Takes the caller's consent back; what needs it is refused from now on",
      params: ConsentParams,
      responses: { 200: ConsentReply },
      audit: "consent.withdrawn",
      errors: ["NOT_FOUND"],
    },
    ({ principal, params }) => consents.withdraw(principal.userId, params.purpose),
  ),
];
