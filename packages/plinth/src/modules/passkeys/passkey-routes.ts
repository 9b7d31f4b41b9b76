import { type Principal, type Route, reply, route, stepUpRequired } from "#http";
import type { Mfa } from "#modules/mfa";
import { originOf, type RaisedSession, sessionCookie } from "#modules/sessions";
import {
  CreationReply,
  IdParams,
  PasskeyReply,
  PasskeysReply,
  RaisedReply,
  RegisterBody,
  RegisteredReply,
  RenameBody,
} from "./schema.ts";
import type { Passkeys } from "./service.ts";

const FRESH = { freshWithin: "10m" } as const;
const FRESH_SECONDS = 600;

const ownerOf = (request: Parameters<typeof originOf>[0] & { readonly principal: Principal }) => ({
  accountId: request.principal.userId,
  sessionId: request.principal.sessionId,
  origin: originOf(request),
});

const tokensOf = ({ accessToken, expiresIn }: RaisedSession) => ({ accessToken, expiresIn });

/** Adding a passkey. */
const registrationRoutes = (
  passkeys: Passkeys,
  requireOwnLevel: (principal: Principal) => Promise<void>,
  cookieSeconds: number,
): readonly Route[] => [
  route.post(
    "/api/v1/auth/passkeys/register/begin",
    {
      access: "user",
      assurance: FRESH,
      summary: "Options for adding a passkey",
      limit: "10/minute, 60/hour",
      responses: { 200: CreationReply },
      audit: "passkey.setup-begun",
      errors: ["CONFLICT", "PASSKEYS_UNAVAILABLE"],
    },
    async ({ principal }) => {
      await requireOwnLevel(principal);
      return { options: await passkeys.beginRegistration(principal.userId) };
    },
  ),
  route.post(
    "/api/v1/auth/passkeys/register/finish",
    {
      access: "user",
      assurance: FRESH,
      summary: "Adds a passkey; ends all other sessions",
      limit: "10/minute, 60/hour",
      body: RegisterBody,
      bodyLimit: "48kb",
      responses: { 200: RegisteredReply },
      audit: "passkey.added",
      dataClass: "secret",
      errors: ["PASSKEY_SETUP_INVALID", "CONFLICT", "PASSKEYS_UNAVAILABLE"],
    },
    async (request) => {
      await requireOwnLevel(request.principal);
      const { response, name = "Passkey" } = request.body;
      const added = await passkeys.finishRegistration(ownerOf(request), response, name);
      return reply(
        200,
        { passkey: added.passkey, ...tokensOf(added.session) },
        sessionCookie(added.session.cookie, cookieSeconds),
      );
    },
  ),
];

/** The passkeys of the caller: seen, added, named and removed. */
export const ownPasskeyRoutes = (
  passkeys: Passkeys,
  options: { readonly mfa: Pick<Mfa, "isGuarded">; readonly cookieSeconds: number },
): readonly Route[] => {
  const { mfa, cookieSeconds } = options;
  /** As for other second factors: the password alone must not be enough to change them. */
  const requireOwnLevel = async (principal: Principal): Promise<void> => {
    if (principal.assurance === 2 || !(await mfa.isGuarded(principal.userId))) return;
    throw stepUpRequired({ level: 2, maxAgeSeconds: FRESH_SECONDS });
  };
  return [
    ...registrationRoutes(passkeys, requireOwnLevel, cookieSeconds),
    route.get(
      "/api/v1/auth/passkeys",
      {
        access: "user",
        summary: "Lists the caller's passkeys, and whether this address can have any",
        responses: { 200: PasskeysReply },
      },
      async ({ principal }) => ({
        available: passkeys.isAvailable(),
        passkeys: [...(await passkeys.list(principal.userId))],
      }),
    ),
    route.patch(
      "/api/v1/auth/passkeys/:id",
      {
        access: "user",
        summary: "Gives a passkey of the caller another name",
        limit: "60/minute",
        params: IdParams,
        body: RenameBody,
        responses: { 200: PasskeyReply },
        audit: "passkey.renamed",
        errors: ["NOT_FOUND"],
      },
      async ({ principal, params, body }) => ({
        passkey: await passkeys.rename(principal.userId, params.id, body.name),
      }),
    ),
    route.delete(
      "/api/v1/auth/passkeys/:id",
      {
        access: "user",
        assurance: FRESH,
        summary: "Removes a passkey of the caller; ends all other sessions",
        limit: "20/minute",
        params: IdParams,
        responses: { 200: RaisedReply },
        audit: "passkey.removed",
        dataClass: "secret",
        errors: ["NOT_FOUND", "LAST_FACTOR"],
      },
      async (request) => {
        await requireOwnLevel(request.principal);
        const session = await passkeys.remove(ownerOf(request), request.params.id);
        return reply(200, tokensOf(session), sessionCookie(session.cookie, cookieSeconds));
      },
    ),
  ];
};
