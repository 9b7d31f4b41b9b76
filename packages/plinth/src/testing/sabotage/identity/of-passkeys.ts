import type { Alterations } from "#app";
import type { AccountRow } from "#modules/accounts";
import type { PasskeysService } from "#modules/passkeys";
import { type SessionsService, sessionStatements } from "#modules/sessions";
import type { Store } from "#store";
import { pathOfRequest, rewriteAnswers } from "../alterations.ts";
import type { Sabotages } from "../sabotage.ts";

/** Tables as a saboteur sees them: whatever is in them. */
type AnyTables = Record<string, Record<string, unknown>>;
type SignIn = PasskeysService["finishSignIn"];

/** What the saboteur has a hand in. */
interface Hold {
  readonly store: Store;
  readonly sessions: SessionsService;
}

/** Replaces signing in with a passkey. */
const alterSignIn = (change: (real: SignIn, hold: () => Hold) => SignIn): Alterations => {
  const held: Partial<Record<keyof Hold, unknown>> = {};
  return {
    store: (store) => {
      held.store = store;
      return store;
    },
    service: (module, service) => {
      if (module === "sessions") held.sessions = service;
      if (module !== "passkeys") return service;
      const passkeys = service as PasskeysService;
      const finishSignIn = change(passkeys.finishSignIn, () => held as unknown as Hold);
      return { ...passkeys, finishSignIn };
    },
  };
};

/** Lets in whoever names a passkey that is there, whatever is wrong; but each answer once. */
const believeAny = (): Alterations => {
  const shown = new Map<string, Promise<unknown>>();
  return alterSignIn((real, hold) => {
    const believe: SignIn = async (request) => {
      const { store, sessions } = hold();
      const account = await store
        .read<AnyTables>()
        .selectFrom("passkeys")
        .innerJoin("accounts", "accounts.id", "passkeys.account_id")
        .where("passkeys.credential_id", "=", request.assertion.id)
        .selectAll("accounts")
        .executeTakeFirst();
      if (account === undefined) return real(request);
      const row = account as unknown as AccountRow;
      const proof = { factors: ["passkey"], assurance: 2 } as const;
      const session = sessions.prepare(row, request.origin, proof);
      await store.transaction((tx) =>
        sessionStatements(tx).insertSession(session.row, session.refresh),
      );
      return { account: row, session, device: sessions.devices.remember(undefined, row.id) };
    };
    return async (request) => {
      const { signature } = request.assertion.response;
      const earlier = shown.get(signature);
      await earlier;
      if (earlier !== undefined) return real(request);
      const attempt = real(request).catch(() => believe(request));
      shown.set(
        signature,
        attempt.catch(() => undefined),
      );
      return attempt;
    };
  });
};

/** Names a passkey to whoever begins to sign in. */
const tellPasskeys = (): Alterations =>
  rewriteAnswers((answer, raw) => {
    const isBeginning = pathOfRequest(raw) === "/api/v1/auth/passkeys/signin/begin";
    if (!isBeginning || answer.status !== 200 || answer.body === undefined) return answer;
    const body = JSON.parse(answer.body) as { options: Record<string, unknown> };
    const allowCredentials = [{ id: "c2FtcGxl", type: "public-key", transports: [] }];
    return { ...answer, body: JSON.stringify({ options: { ...body.options, allowCredentials } }) };
  });

/** What is done to passkeys. */
export const PASSKEY_SABOTAGES: Sabotages = {
  "forget-passkey-challenges": {
    what: "forgets which challenges of passkeys were used",
    alter: () =>
      alterSignIn((real, hold) => async (request) => {
        await hold().store.write<AnyTables>().deleteFrom("passkey_challenges").execute();
        return real(request);
      }),
  },
  "believe-any-passkey": {
    what: "believes whoever names a passkey",
    alter: believeAny,
  },
  "tell-passkeys": {
    what: "names passkeys to whoever begins to sign in",
    alter: tellPasskeys,
  },
};
