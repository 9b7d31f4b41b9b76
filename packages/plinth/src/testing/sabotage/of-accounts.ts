import { platformErrors } from "#core";
import type { AccountsService } from "#modules/accounts";
import { stageBefore } from "./alterations.ts";
import type { Sabotages } from "./sabotage.ts";

const SIGN_UP = "/api/v1/auth/signup";
const ASKING = [SIGN_UP, "/api/v1/auth/signin", "/api/v1/auth/password/forgot"];

/** What is done to signing up and in. */
export const ACCOUNT_SABOTAGES: Sabotages = {
  "no-lockout": {
    what: "lets everybody guess a hundred times",
    env: { SECURITY_SETTINGS: '{"bcrypt_cost":10,"max_login_attempts":100}' },
  },
  "tell-unknown-accounts": {
    what: "tells which addresses have accounts",
    alter: () => {
      const found: { accounts?: AccountsService } = {};
      const telling = stageBefore("inspect", ({ path }) => {
        if (!ASKING.includes(path)) return undefined;
        return async ({ body }) => {
          const { email } = body as { email: string };
          const isKnown = (await found.accounts?.findByEmail(email)) !== undefined;
          if (path === SIGN_UP && isKnown) throw platformErrors.make.CONFLICT();
          if (path !== SIGN_UP && !isKnown) throw platformErrors.make.NOT_FOUND();
        };
      });
      return {
        ...telling,
        service: (module, service) => {
          if (module === "accounts") found.accounts = service as AccountsService;
          return service;
        },
      };
    },
  },
  "accept-weak-passwords": {
    what: "asks nothing of passwords",
    alter: () =>
      stageBefore("inspect", ({ path }) => {
        if (path !== SIGN_UP) return undefined;
        // The rule sees a good password whatever was sent: as good as no rule.
        return (context) => {
          context.body = { ...(context.body as object), password: "Tulpen-um-7-Uhr" };
        };
      }),
  },
};
