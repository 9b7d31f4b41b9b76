import { type Route, reply, route } from "#http";
import {
  CreateBody,
  CreatedReply,
  KeyParams,
  KeySchema,
  KeysReply,
  RenameBody,
  RotateBody,
} from "./schema.ts";
import type { ApiKeys } from "./service.ts";

/** Whoever makes a key proved lately who they are: a key outlives the session that made it. */
const FRESH = { freshWithin: "15m" } as const;

/** The routes by which people make, see and end the keys of their programs. */
export const apiKeyRoutes = (keys: ApiKeys): readonly Route[] => [
  route.get(
    "/api/v1/auth/keys",
    {
      access: "user",
      summary: "Lists the caller's API keys, newest first, and the scopes that a key may get",
      responses: { 200: KeysReply },
    },
    async ({ principal }) => ({
      keys: [...(await keys.list(principal.userId))],
      scopes: [...keys.scopesFor(principal)],
    }),
  ),
  route.post(
    "/api/v1/auth/keys",
    {
      access: "user",
      assurance: FRESH,
      summary: "Makes an API key; this answer is the only one that ever holds it",
      limit: "10/minute, 50/hour",
      body: CreateBody,
      responses: { 201: CreatedReply },
      audit: "api-key.created",
      dataClass: "secret",
      errors: ["API_KEY_LIMIT_REACHED"],
    },
    async ({ principal, body }) => reply(201, await keys.create(principal, body)),
  ),
  route.post(
    "/api/v1/auth/keys/:id/rotate",
    {
      access: "user",
      assurance: FRESH,
      summary: "Makes the next key in the place of one; both are valid for a while",
      limit: "10/minute, 50/hour",
      params: KeyParams,
      body: RotateBody,
      responses: { 201: CreatedReply },
      audit: "api-key.rotated",
      dataClass: "secret",
      errors: ["NOT_FOUND", "API_KEY_LIMIT_REACHED"],
    },
    async ({ principal, params, body }) =>
      reply(201, await keys.rotate(principal, params.id, body)),
  ),
  route.patch(
    "/api/v1/auth/keys/:id",
    {
      access: "user",
      summary: "Gives an API key another name",
      limit: "30/minute",
      params: KeyParams,
      body: RenameBody,
      responses: { 200: KeySchema },
      audit: "api-key.renamed",
      errors: ["NOT_FOUND"],
    },
    ({ principal, params, body }) => keys.rename(principal.userId, params.id, body.name),
  ),
  route.delete(
    "/api/v1/auth/keys/:id",
    {
      access: "user",
      summary: "Revokes an API key; its next call is refused",
      limit: "60/minute",
      params: KeyParams,
      responses: { 204: null },
      audit: "api-key.revoked",
      errors: ["NOT_FOUND"],
    },
    async ({ principal, params }) => {
      await keys.revoke(principal.userId, params.id);
      return undefined;
    },
  ),
];
