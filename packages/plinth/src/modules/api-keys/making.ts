import { type FieldFault, platformErrors } from "#core";
import type { AlsoWrite } from "#modules/accounts";
import { parseWindows } from "#policy";
import { apiKeyErrors } from "./errors.ts";
import { createKey, type NewKey, type SigningChoice } from "./keys/index.ts";
import { newKeyMail } from "./mails.ts";
import type {
  ApiKeyParts,
  CreatedKey,
  KeyOwner,
  KeyRequest,
  KeyView,
  RotationRequest,
} from "./parts.ts";
import type { ApiKeyRow } from "./repository.ts";
import { availableScopes, isGrantable, type Owner } from "./scopes.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DEFAULT_LIFE_DAYS = 90;
const DEFAULT_OVERLAP_HOURS = 24;
/** Valid keys of one account at a time. */
const MAX_KEYS = 50;
/** How long a key that ended is still listed. */
const REMEMBERED = 30 * DAY;

const fault = (field: string, rule: string, message: string): FieldFault => ({
  field: `body.${field}`,
  rule,
  message,
});

const limitFaults = (limit: string | undefined): readonly FieldFault[] => {
  if (limit === undefined) return [];
  try {
    parseWindows(limit);
    return [];
  } catch {
    return [fault("limit", "limit", "is a limit such as 60/minute or 60/minute, 1000/hour")];
  }
};

const BAD_PUBLIC_KEY = fault(
  "publicKey",
  "public-key",
  "is 32 bytes as base64, for signing with ed25519 only",
);

/** The choice that a request makes; a fault where public key and algorithm do not go together. */
const choiceIn = ({
  signing,
  publicKey,
}: KeyRequest): { readonly choice?: SigningChoice; readonly faults: readonly FieldFault[] } => {
  if (signing === "ed25519") {
    return publicKey === undefined
      ? { faults: [BAD_PUBLIC_KEY] }
      : { choice: { algorithm: signing, publicKey }, faults: [] };
  }
  const faults = publicKey === undefined ? [] : [BAD_PUBLIC_KEY];
  return signing === undefined ? { faults } : { choice: { algorithm: signing }, faults };
};

const invalid = (faults: readonly FieldFault[]) => platformErrors.make.VALIDATION_ERROR({ faults });

/** What a row is made from; the rest follows from the moment. */
interface Draft extends Pick<ApiKeyRow, "account_id" | "name" | "scopes" | "limits" | "assurance"> {
  readonly lifeMs: number;
  readonly choice: SigningChoice | undefined;
}

/** A row to store and the texts to show. */
interface Prepared {
  readonly row: ApiKeyRow;
  readonly key: NewKey;
  readonly signingSecret: string | null;
}

const createPrepare = ({ clock, newId, random, signingKeys }: ApiKeyParts) => {
  return ({ lifeMs, choice, ...draft }: Draft): Prepared => {
    const id = newId();
    const key = createKey(random);
    const signing = signingKeys.prepare(id, choice);
    if (signing === undefined) throw invalid([BAD_PUBLIC_KEY]);
    const now = clock.now();
    return {
      key,
      signingSecret: signing.secret ?? null,
      row: {
        id,
        ...draft,
        ...signing.columns,
        public_id: key.publicId,
        key_hash: key.hash,
        created_at: now,
        last_used_at: null,
        expires_at: now + lifeMs,
        replaced_by: null,
      },
    };
  };
};

/** Builds what makes and replaces keys. */
export const createMaking = (parts: ApiKeyParts, view: (row: ApiKeyRow) => KeyView) => {
  const { repository, checker, clock, background, accounts } = parts;
  const prepare = createPrepare(parts);
  const scopesFor = (owner: Owner) => availableScopes(parts.policies(), owner);

  /** Tells the owner, exactly if the key is stored. */
  const telling = async ({ row }: Prepared): Promise<AlsoWrite> => {
    const { account_id: accountId, public_id: publicId, expires_at: expiresAt } = row;
    const account = await accounts.find(accountId);
    return async (tx) => {
      if (account === undefined) return;
      const text = newKeyMail(parts.mailContext(account.language), { publicId, expiresAt });
      await parts.mail.send({ to: account.email, accountId, ...text }, tx);
    };
  };

  const shown = ({ row, key, signingSecret }: Prepared): CreatedKey => ({
    key: key.text,
    signingSecret,
    details: view(row),
  });

  const create = async (owner: KeyOwner, request: KeyRequest): Promise<CreatedKey> => {
    const available = scopesFor(owner);
    const { choice, faults } = choiceIn(request);
    const scopeFaults = request.scopes.flatMap((scope, index) =>
      isGrantable(scope, available)
        ? []
        : [fault(`scopes.${index}`, "scope", "is no scope of anything that you may do")],
    );
    const all = [...scopeFaults, ...limitFaults(request.limit), ...faults];
    if (all.length > 0) throw invalid(all);
    const prepared = prepare({
      account_id: owner.userId,
      name: request.name,
      scopes: JSON.stringify(request.scopes),
      limits: request.limit ?? null,
      assurance: owner.assurance,
      lifeMs: (request.expiresInDays ?? DEFAULT_LIFE_DAYS) * DAY,
      choice,
    });
    const now = clock.now();
    const isStored = await repository.insert(
      prepared.row,
      { now, max: MAX_KEYS },
      await telling(prepared),
    );
    if (!isStored) throw apiKeyErrors.make.API_KEY_LIMIT_REACHED();
    background.run("API keys that ended", () => repository.removeEndedBefore(now - REMEMBERED));
    return shown(prepared);
  };

  const rotate = async (
    owner: KeyOwner,
    id: string,
    { overlapHours = DEFAULT_OVERLAP_HOURS, publicKey }: RotationRequest,
  ): Promise<CreatedKey> => {
    const old = await repository.findOf(owner.userId, id);
    if (old === undefined) throw platformErrors.make.NOT_FOUND();
    if (publicKey !== undefined && old.signing_algorithm !== "ed25519") {
      throw invalid([BAD_PUBLIC_KEY]);
    }
    const { account_id, name, scopes, limits } = old;
    const prepared = prepare({
      account_id,
      name,
      scopes,
      limits,
      assurance: owner.assurance,
      // As long as the one in whose place it comes; that one has not been replaced before.
      lifeMs: old.expires_at - old.created_at,
      choice:
        publicKey === undefined
          ? parts.signingKeys.choiceOf(old)
          : { algorithm: "ed25519", publicKey },
    });
    const now = clock.now();
    const rotation = { id, oldEndsAt: now + overlapHours * HOUR, quota: { now, max: MAX_KEYS } };
    const outcome = await repository.rotate(prepared.row, rotation, await telling(prepared));
    if (outcome === "gone") throw platformErrors.make.NOT_FOUND();
    if (outcome === "full") throw apiKeyErrors.make.API_KEY_LIMIT_REACHED();
    checker.forgetKey(old.public_id);
    return shown(prepared);
  };
  return { create, rotate, scopesFor };
};
