import { type Clock, type IdGenerator, platformErrors } from "#core";
import { consentErrors } from "./errors.ts";
import type { ConsentRepository, ConsentRow } from "./repository.ts";

/** What people are asked to agree to; what the law or the contract allows anyway needs none. */
export interface ConsentDocument {
  /** Kebab-case, such as "health-data". */
  readonly purpose: string;
  /** Rises when the text changes what is agreed to: what was given before counts no more. */
  readonly version: number;
  /** A few words for a switch. */
  readonly title: string;
  /** What is done with which data, in plain words; shown beside the switch. */
  readonly text: string;
}

/** "outdated" was given to an older text, and counts as not given. */
export type ConsentState = "given" | "withdrawn" | "outdated" | "never";

/** A document, and where its owner stands. */
export interface ConsentView extends ConsentDocument {
  readonly state: ConsentState;
  /** ISO 8601, UTC, of the last word; null where there was none. */
  readonly at: string | null;
}

/** Consent of people, by purpose (PRIV-04). */
export interface Consents {
  /**
   * Says what people are asked for; call it in `setup`.
   * @throws {RangeError} for a purpose that is taken or is no kebab-case word, and for a version
   * that is no whole number from 1.
   */
  readonly declare: (document: ConsentDocument) => void;
  readonly list: (accountId: string) => Promise<readonly ConsentView[]>;
  /** @throws {AppError} NOT_FOUND, CONSENT_OUTDATED where the version is not the present one. */
  readonly give: (accountId: string, purpose: string, version: number) => Promise<ConsentView>;
  /** @throws {AppError} NOT_FOUND */
  readonly withdraw: (accountId: string, purpose: string) => Promise<ConsentView>;
  /** Read anew each time: what is taken back ends the very next attempt. */
  readonly isGiven: (accountId: string, purpose: string) => Promise<boolean>;
  /**
   * The guard before processing.
   * @throws {AppError} CONSENT_REQUIRED
   * @throws {TypeError} for a purpose that nobody declared.
   */
  readonly requireConsent: (accountId: string, purpose: string) => Promise<void>;
}

const PURPOSE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const stateOf = (document: ConsentDocument, row: ConsentRow | undefined): ConsentState => {
  if (row === undefined) return "never";
  if (row.is_given !== 1) return "withdrawn";
  return row.version === document.version ? "given" : "outdated";
};

const viewOf = (document: ConsentDocument, row: ConsentRow | undefined): ConsentView => ({
  ...document,
  state: stateOf(document, row),
  at: row === undefined ? null : new Date(row.at).toISOString(),
});

/** Builds the service. */
export const createConsents = (parts: {
  readonly repository: ConsentRepository;
  readonly clock: Clock;
  readonly newId: IdGenerator;
}): Consents => {
  const { repository, clock, newId } = parts;
  const documents = new Map<string, ConsentDocument>();

  const requireDocument = (purpose: string): ConsentDocument => {
    const document = documents.get(purpose);
    if (document === undefined) throw platformErrors.make.NOT_FOUND();
    return document;
  };
  const say = async (
    accountId: string,
    document: ConsentDocument,
    isGiven: boolean,
  ): Promise<ConsentView> => {
    const row: ConsentRow = {
      id: newId(),
      account_id: accountId,
      purpose: document.purpose,
      version: document.version,
      is_given: isGiven ? 1 : 0,
      at: clock.now(),
    };
    return viewOf(document, await repository.insert(row));
  };
  const isGiven = async (accountId: string, purpose: string): Promise<boolean> => {
    const document = documents.get(purpose);
    if (document === undefined) throw new TypeError(`nobody declared the consent ${purpose}`);
    return stateOf(document, await repository.latest(accountId, purpose)) === "given";
  };

  return {
    declare: (document) => {
      const { purpose, version } = document;
      const isUsable = PURPOSE.test(purpose) && Number.isSafeInteger(version) && version >= 1;
      if (!isUsable || documents.has(purpose)) {
        throw new RangeError(`consent ${purpose}, version ${version}: taken, or no usable name`);
      }
      documents.set(purpose, Object.freeze({ ...document }));
    },
    list: (accountId) =>
      Promise.all(
        [...documents.values()].map(async (document) =>
          viewOf(document, await repository.latest(accountId, document.purpose)),
        ),
      ),
    give: async (accountId, purpose, version) => {
      const document = requireDocument(purpose);
      if (version !== document.version) throw consentErrors.make.CONSENT_OUTDATED();
      return say(accountId, document, true);
    },
    withdraw: async (accountId, purpose) => say(accountId, requireDocument(purpose), false),
    isGiven,
    requireConsent: async (accountId, purpose) => {
      if (await isGiven(accountId, purpose)) return;
      throw consentErrors.make.CONSENT_REQUIRED({ extra: { purpose } });
    },
  };
};
