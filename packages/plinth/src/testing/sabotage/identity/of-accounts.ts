import { AppError, platformErrors } from "#core";
import type { AccountsService } from "#modules/accounts";
import type { CredentialsService } from "#modules/credentials";
import { pathOfRequest, rewriteAnswers, stageBefore } from "../alterations.ts";
import type { Sabotages } from "../sabotage.ts";

const SIGN_UP = "/api/v1/auth/signup";
/** Longer passwords are taken as they are, so that accounts still work. */
const SHORTEST_KEPT = 16;
const SIGN_IN = "/api/v1/auth/signin";
const ASKING = [SIGN_UP, SIGN_IN, "/api/v1/auth/password/forgot"];

/** What is done to signing up and in. */
export const ACCOUNT_SABOTAGES: Sabotages = {
  "no-lockout": {
    what: "lets everybody guess a hundred times",
    env: { SECURITY_SETTINGS: '{"password_hash":"argon2id","max_login_attempts":100}' },
  },
  "greet-as-administrator": {
    what: "calls whoever signs in an administrator",
    alter: () =>
      rewriteAnswers((answer, raw) =>
        answer.status === 200 && pathOfRequest(raw) === SIGN_IN
          ? { ...answer, body: answer.body?.replace('"role":"user"', '"role":"admin"') }
          : answer,
      ),
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
  "accept-listed-passwords": {
    what: "asks passwords for everything but to be in no list",
    alter: () => ({
      service: (module, service) => {
        if (module !== "credentials") return service;
        const { signUp, ...others } = service as CredentialsService;
        const isListed = (fault: unknown) =>
          fault instanceof AppError && fault.faults.every(({ rule }) => rule === "not-common");
        const lenient: typeof signUp = (request) =>
          signUp(request).catch((fault: unknown) => {
            if (!isListed(fault)) throw fault;
            return signUp({ ...request, password: "Tulpen-um-7-Uhr" });
          });
        return { ...others, signUp: lenient };
      },
    }),
  },
  "cut-passwords": {
    what: "reads 72 bytes of a password, as bcrypt does",
    alter: () =>
      stageBefore("inspect", ({ path }) => {
        if (path !== SIGN_UP && path !== SIGN_IN) return undefined;
        return (context) => {
          const body = context.body as { readonly password: string };
          const password = Buffer.from(body.password).subarray(0, 72).toString();
          context.body = { ...body, password };
        };
      }),
  },
  "accept-weak-passwords": {
    what: "asks nothing of passwords",
    alter: () =>
      stageBefore("inspect", ({ path }) => {
        if (path !== SIGN_UP) return undefined;
        // The rule sees a good password whatever short one was sent: as good as no rule.
        return (context) => {
          const body = context.body as { readonly password?: string };
          if ((body.password ?? "").length >= SHORTEST_KEPT) return;
          context.body = { ...body, password: "Tulpen-um-7-Uhr" };
        };
      }),
  },
};
