import type { Alterations } from "#app";
import type { ApiKeysService } from "#modules/api-keys";
import { alterStages, pathOfRequest, rewriteAnswers } from "../alterations.ts";
import type { Sabotages } from "../sabotage.ts";

const alterKeys = (change: (keys: ApiKeysService) => Partial<ApiKeysService>): Alterations => ({
  service: (module, service) => {
    if (module !== "api-keys") return service;
    const keys = service as ApiKeysService;
    return { ...keys, ...change(keys) };
  },
});

const KEYS = "/api/v1/auth/keys";

/** Keeps every key that is made, and puts it into the list, as services do that store keys. */
const tellAgain = (): Alterations => {
  const told: string[] = [];
  return rewriteAnswers((answer, raw) => {
    if (pathOfRequest(raw) !== KEYS || answer.body === undefined) return answer;
    const body = JSON.parse(answer.body) as { key?: string; scopes?: readonly string[] };
    if (body.key !== undefined) told.push(body.key);
    if (raw.method !== "GET") return answer;
    return { ...answer, body: JSON.stringify({ ...body, scopes: told }) };
  });
};

/** Judges a key, and lets it pass for a session of its owner. */
const forgetScopes = (): Alterations =>
  alterKeys(({ keyAuthenticator }) => ({
    keyAuthenticator: {
      ...keyAuthenticator,
      authenticate: async (text) => {
        const caller = await keyAuthenticator.authenticate(text);
        if (caller === undefined) return undefined;
        const { key: _, ...person } = caller;
        return { ...person, method: "bearer" };
      },
    },
  }));

/** What is done to API keys and signed requests. */
export const API_KEY_SABOTAGES: Sabotages = {
  "tell-keys-again": { what: "keeps API keys and tells them again", alter: tellAgain },
  "revoked-keys-live": {
    what: "ends no API key",
    alter: () => alterKeys(() => ({ revoke: () => Promise.resolve() })),
  },
  "forget-key-scopes": {
    what: "takes an API key for a session of its owner",
    alter: forgetScopes,
  },
  "skip-key-limits": {
    what: "holds API keys to no limit of their own",
    alter: () => alterStages("meter", ([first]) => (first === undefined ? [] : [first])),
  },
  "skip-signatures": {
    what: "does not look at signatures",
    alter: () => alterStages("authenticate", ([first]) => (first === undefined ? [] : [first])),
  },
  "forget-nonces": {
    what: "does not remember which requests it saw",
    alter: () =>
      alterKeys(({ keyAuthenticator }) => ({
        keyAuthenticator: {
          ...keyAuthenticator,
          signing: { ...keyAuthenticator.signing, useNonce: () => Promise.resolve(true) },
        },
      })),
  },
};
