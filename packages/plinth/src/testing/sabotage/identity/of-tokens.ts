import type { Authenticator } from "#http";
import type { SessionsService } from "#modules/sessions";
import { pathOfRequest, rewriteAnswers } from "../alterations.ts";
import type { Sabotages } from "../sabotage.ts";

const payloadOf = (token: string | undefined): string => token?.split(".")[1] ?? "";

/** Takes for granted what a token says that was signed once, however it is signed now. */
const believingClaims = ({ cookieName, authenticate }: Authenticator): Authenticator => {
  const signed = new Map<string, string>();
  return {
    cookieName,
    authenticate: async ({ cookie, bearer }) => {
      const caller = await authenticate({ cookie, bearer });
      if (bearer === undefined) return caller;
      if (caller !== undefined) signed.set(payloadOf(bearer), bearer);
      return caller ?? authenticate({ cookie, bearer: signed.get(payloadOf(bearer)) });
    },
  };
};

/** What is done to access tokens and their keys. */
export const TOKEN_SABOTAGES: Sabotages = {
  "believe-claims": {
    what: "looks at what a token says, and not at who signed it",
    alter: () => ({
      service: (module, service) => {
        if (module !== "sessions") return service;
        const sessions = service as SessionsService;
        return { ...sessions, authenticator: believingClaims(sessions.authenticator) };
      },
    }),
  },
  "publish-private-keys": {
    what: "publishes whole keys",
    alter: () =>
      rewriteAnswers((answer, raw) => {
        if (pathOfRequest(raw) !== "/.well-known/jwks.json") return answer;
        const { keys = [] } = JSON.parse(answer.body ?? "{}");
        const whole = keys.map((key: object) => ({ ...key, d: "A".repeat(43) }));
        return { ...answer, body: JSON.stringify({ keys: whole }) };
      }),
  },
};
