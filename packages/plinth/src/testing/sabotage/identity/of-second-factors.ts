import type { Alterations } from "#app";
import type { MfaService } from "#modules/mfa";
import type { SessionsService } from "#modules/sessions";
import type { Store } from "#store";
import { stageBefore } from "../alterations.ts";
import type { Sabotages } from "../sabotage.ts";

/** Tables as a saboteur sees them: whatever is in them. */
type AnyTables = Record<string, Record<string, unknown>>;

/** Changes the service of a module, with a hand in the database. */
const alterService = <S extends object>(
  name: string,
  change: (service: S, store: () => Store) => Partial<S>,
): Alterations => {
  const opened: Store[] = [];
  const storeOf = (): Store => {
    const [store] = opened;
    if (store === undefined) throw new Error("the store is not open yet");
    return store;
  };
  return {
    store: (store) => {
      opened.push(store);
      return store;
    },
    service: (module, service) => {
      if (module !== name) return service;
      const real = service as S;
      return { ...real, ...change(real, storeOf) };
    },
  };
};

const alterMfa = (change: (mfa: MfaService, store: () => Store) => Partial<MfaService>) =>
  alterService("mfa", change);

/** Raises a session and lets the one before live on. */
const keepSessionAtStepUp = (): Alterations =>
  alterService<SessionsService>("sessions", (sessions, store) => ({
    raise: async (accountId, sessionId, proof) => {
      const before = await store()
        .read<AnyTables>()
        .selectFrom("sessions")
        .selectAll()
        .where("id", "=", sessionId)
        .executeTakeFirst();
      const raised = await sessions.raise(accountId, sessionId, proof);
      if (before !== undefined) {
        await store().write<AnyTables>().insertInto("sessions").values(before).execute();
      }
      return raised;
    },
  }));

/** What is done to second factors and new proofs. */
export const SECOND_FACTOR_SABOTAGES: Sabotages = {
  "skip-second-factor": {
    what: "asks nobody for a second factor",
    alter: () =>
      alterMfa(() => ({
        next: ({ firstFactor }) =>
          Promise.resolve({ kind: "enough", proof: { factors: [firstFactor], assurance: 1 } }),
      })),
  },
  "accept-used-codes": {
    what: "forgets which codes were used",
    alter: () =>
      alterMfa((mfa, store) => ({
        verify: async (request) => {
          await store()
            .write<AnyTables>()
            .updateTable("mfa_factors")
            .set({ last_step: 0 })
            .execute();
          return mfa.verify(request);
        },
      })),
  },
  "recovery-codes-stay": {
    what: "lets recovery codes be used again and again",
    alter: () =>
      alterMfa((mfa, store) => ({
        verify: async (request) => {
          const rows = () =>
            store().read<AnyTables>().selectFrom("mfa_recovery_codes").selectAll().execute();
          const before = await rows();
          const verified = await mfa.verify(request);
          const left = new Set((await rows()).map((row) => row["code_hash"]));
          const used = before.filter((row) => !left.has(row["code_hash"]));
          if (used.length > 0) {
            await store()
              .write<AnyTables>()
              .insertInto("mfa_recovery_codes")
              .values(used)
              .execute();
          }
          return verified;
        },
      })),
  },
  "forgive-wrong-codes": {
    what: "counts no wrong codes",
    alter: () =>
      alterMfa((mfa, store) => ({
        verify: async (request) => {
          const write = store().write<AnyTables>();
          await write.deleteFrom("mfa_lockouts").execute();
          await write.updateTable("mfa_challenges").set({ failed_attempts: 0 }).execute();
          return mfa.verify(request);
        },
      })),
  },
  "believe-any-proof": {
    what: "takes every session for one with two fresh factors",
    alter: () =>
      stageBefore("authorize", () => (context) => {
        if (context.principal === undefined) return;
        const authenticatedAt = Date.now();
        context.principal = { ...context.principal, assurance: 2, authenticatedAt };
      }),
  },
  "keep-session-at-step-up": {
    what: "lets the session before a new proof live on",
    alter: keepSessionAtStepUp,
  },
};
