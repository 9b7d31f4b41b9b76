import { type Route, route } from "#http";
import { JwkSet } from "./schema.ts";
import type { Tokens } from "./service.ts";

/** The route by which other services learn the keys that access tokens are verified with. */
export const tokenRoutes = (tokens: Pick<Tokens, "publicKeys">): readonly Route[] => [
  route.get(
    "/.well-known/jwks.json",
    {
      access: { public: true, because: "public keys: other services verify access tokens by them" },
      summary: "Gives the public keys of access tokens; empty where they are signed with a secret",
      limit: "300/minute",
      cache: { public: "5m" },
      responses: { 200: JwkSet },
    },
    () => ({ keys: [...tokens.publicKeys()] }),
  ),
];
