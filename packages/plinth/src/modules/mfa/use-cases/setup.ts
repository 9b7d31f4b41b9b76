import { platformErrors } from "#core";
import { createTotpSecret, matchTotp, totpSecretText, totpUri } from "#crypto";
import { readTypedCode } from "../codes/typed-codes.ts";
import { mfaErrors } from "../errors.ts";
import { type MfaParts, secretContext } from "../parts.ts";
import type { FactorRow } from "../rows.ts";
import { type Changed, createChanges, type Owner } from "./changes.ts";

/** How long a set-up waits for its first code, in milliseconds. */
const SETUP_MS = 600_000;
/** Authenticator apps of one account. */
const MAX_FACTORS = 5;

/** What an authenticator app needs to know; shown once. */
export interface TotpSetup {
  readonly id: string;
  /** The shared secret as base32. */
  readonly secret: string;
  /** The otpauth:// address for a QR code. */
  readonly uri: string;
  readonly expiresInSeconds: number;
}

/** An authenticator app that counts from now on. */
export interface ConfirmedFactor extends Changed {
  readonly factor: { readonly id: string; readonly name: string };
}

/** How an authenticator app comes to count. */
export interface Setup {
  /** @throws {AppError} CONFLICT when there are five. */
  readonly begin: (owner: Pick<Owner, "accountId">, name: string) => Promise<TotpSetup>;
  /** @throws {AppError} MFA_SETUP_INVALID; VALIDATION_ERROR for a code that is not right. */
  readonly confirm: (owner: Owner, id: string, code: string) => Promise<ConfirmedFactor>;
}

const tooMany = () =>
  platformErrors.make.CONFLICT({ detail: `An account has ${MAX_FACTORS} apps at most.` });

/** The step of a first code. @throws {AppError} VALIDATION_ERROR when it is not right. */
const createStepOf = ({ sealer, clock }: MfaParts) => {
  return (factor: FactorRow, typed: string): number => {
    const { code } = readTypedCode("totp", typed, "body.code");
    const secret = sealer.open(factor.secret, secretContext(factor.account_id, factor.id));
    const step = secret && matchTotp(secret, code, { now: clock.now(), after: 0 });
    if (step !== undefined) return step;
    throw platformErrors.make.VALIDATION_ERROR({
      faults: [
        {
          field: "body.code",
          rule: "totp",
          message: "is not the code of this moment; is the clock of the device right?",
        },
      ],
    });
  };
};

/** Builds how an authenticator app comes to count. */
export const createSetup = (parts: MfaParts): Setup => {
  const { repository, sealer, clock, random, newId } = parts;
  const { requireAccount, makeCodes, telling, changed } = createChanges(parts);
  const stepOf = createStepOf(parts);
  return {
    begin: async ({ accountId }, name) => {
      const account = await requireAccount(accountId);
      if ((await repository.factorsOf(accountId)).length >= MAX_FACTORS) throw tooMany();
      const id = newId();
      const secret = createTotpSecret(random);
      const now = clock.now();
      await repository.addPending({
        id,
        account_id: accountId,
        name,
        secret: sealer.seal(secret, secretContext(accountId, id)),
        last_step: 0,
        created_at: now,
        confirmed_at: null,
        last_used_at: null,
      });
      parts.background.run("old set-ups", () => repository.removePending(now - SETUP_MS));
      const { application } = parts.mailContext(undefined);
      return {
        id,
        secret: totpSecretText(secret),
        uri: totpUri(secret, { issuer: application, account: account.email }),
        expiresInSeconds: SETUP_MS / 1_000,
      };
    },

    confirm: async (owner, id, typed) => {
      const { accountId } = owner;
      const account = await requireAccount(accountId);
      const now = clock.now();
      const factor = await repository.findPending(accountId, id, now - SETUP_MS);
      if (factor === undefined) throw mfaErrors.make.MFA_SETUP_INVALID();
      const { codes, rows } = makeCodes(accountId);
      const outcome = await repository.confirm(telling(owner, account), {
        id,
        step: stepOf(factor, typed),
        now,
        codes: rows,
        limit: MAX_FACTORS,
      });
      if (outcome === "missing") throw mfaErrors.make.MFA_SETUP_INVALID();
      if (outcome === "full") throw tooMany();
      return {
        session: await changed(owner, outcome.isFirst ? "enabled" : "added", true),
        factor: { id, name: factor.name },
        recoveryCodes: outcome.areCodesStored ? codes : [],
      };
    },
  };
};
