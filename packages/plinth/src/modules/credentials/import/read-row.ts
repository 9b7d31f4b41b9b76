import { recognisePasswordHash, type StoredPassword } from "#crypto";
import { normaliseAddress } from "#services/mail";
import type { PasswordOwner, PasswordPolicy } from "../policy/index.ts";

/** A row as a file holds it: members by column name, values as they were read. */
export interface ImportRow {
  /** Where it stands in the file, for the report. */
  readonly row: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The columns that are understood; a file with another one is refused before anything is read. */
export const IMPORT_COLUMNS = [
  "email",
  "name",
  "role",
  "tier",
  "emailVerified",
  "passwordHash",
  "password",
] as const;

/** Why a row is refused; the names are stable. */
export type ImportRefusal =
  | "EMAIL_INVALID"
  | "NAME_INVALID"
  | "ROLE_UNKNOWN"
  | "TIER_INVALID"
  | "EMAIL_VERIFIED_INVALID"
  | "HASH_UNKNOWN"
  | "HASH_OUT_OF_BOUNDS"
  | "PASSWORD_REFUSED"
  | "PASSWORD_AND_HASH"
  | "COLUMN_UNKNOWN"
  | "DUPLICATE"
  | "BUSY";

/** One reason of a refused row. */
export interface ImportReason {
  readonly code: ImportRefusal;
  /** In words; never a value of the row. */
  readonly message: string;
}

/** A row that is fit to be imported. */
export interface ReadRow {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly tier: string;
  readonly verified: boolean;
  readonly stored: StoredPassword | undefined;
  readonly password: string | undefined;
}

/** What rows are judged by. */
export interface RowRules {
  readonly policy: Pick<PasswordPolicy, "faults">;
  readonly isRole: (role: string) => boolean;
}

const MAX_NAME = 100;
const MAX_PASSWORD = 1_000;
const FLAGS: Readonly<Record<string, boolean>> = {
  "": false,
  false: false,
  "0": false,
  no: false,
  true: true,
  "1": true,
  yes: true,
};

type Column = (typeof IMPORT_COLUMNS)[number];
type Values = ImportRow["values"];
const KNOWN: ReadonlySet<string> = new Set(IMPORT_COLUMNS);

/** Empty text, null and absence are the same; other values than text are no text of any column. */
const textOf = (values: Values, name: Column): string => {
  const value = values[name] ?? "";
  return typeof value === "string" ? value : "\0";
};

const reasonIf = (isWrong: boolean, code: ImportRefusal, message: string): ImportReason[] =>
  isWrong ? [{ code, message }] : [];

const HASH_REASONS: Readonly<Record<"unknown-scheme" | "out-of-bounds", ImportReason>> = {
  "unknown-scheme": { code: "HASH_UNKNOWN", message: "passwordHash is of no scheme that is known" },
  "out-of-bounds": {
    code: "HASH_OUT_OF_BOUNDS",
    message: "passwordHash would take too much memory or time to check, or is cut off",
  },
};

const isName = (name: string): boolean =>
  name.length <= MAX_NAME && !/\p{Cc}/u.test(name) && name.isWellFormed();

/** What the columns of a person are; every reason that they are not. */
const readPerson = (values: Values, isRole: RowRules["isRole"]) => {
  const email = normaliseAddress(textOf(values, "email"));
  const name = textOf(values, "name");
  const role = textOf(values, "role") || "user";
  const tier = textOf(values, "tier") || "free";
  const verified = FLAGS[String(values["emailVerified"] ?? "").toLowerCase()];
  const reasons = [
    ...reasonIf(
      Object.keys(values).some((column) => !KNOWN.has(column)),
      "COLUMN_UNKNOWN",
      `columns are ${IMPORT_COLUMNS.join(", ")}`,
    ),
    ...reasonIf(email === undefined, "EMAIL_INVALID", "email is no e-mail address"),
    ...reasonIf(
      !isName(name),
      "NAME_INVALID",
      `name is longer than ${MAX_NAME} characters or has control characters`,
    ),
    ...reasonIf(!isRole(role), "ROLE_UNKNOWN", "role does not exist"),
    ...reasonIf(
      !/^[a-z][a-z0-9-]{0,30}$/.test(tier),
      "TIER_INVALID",
      "tier is not a lower-case word",
    ),
    ...reasonIf(
      verified === undefined,
      "EMAIL_VERIFIED_INVALID",
      "emailVerified is not true or false",
    ),
  ];
  return {
    reasons,
    person: { email: email ?? "", name: name.trim(), role, tier, verified: verified === true },
  };
};

/** How the person signs in: by a hash of another system, a password that the policy takes, or not. */
const readSecret = (values: Values, policy: RowRules["policy"], owner: PasswordOwner) => {
  const hash = textOf(values, "passwordHash");
  const password = textOf(values, "password");
  const found = hash === "" ? undefined : recognisePasswordHash(hash);
  const faults =
    password === "" ? [] : policy.faults("password", password.slice(0, MAX_PASSWORD + 1), owner);
  const reasons = [
    ...(found !== undefined && "refused" in found ? [HASH_REASONS[found.refused]] : []),
    ...reasonIf(
      password !== "" && hash !== "",
      "PASSWORD_AND_HASH",
      "a row has passwordHash or password, not both",
    ),
    ...reasonIf(
      faults.length > 0,
      "PASSWORD_REFUSED",
      `password fails ${faults.map(({ rule }) => rule).join(", ")}`,
    ),
  ];
  return {
    reasons,
    secret: {
      stored: found !== undefined && "stored" in found ? found.stored : undefined,
      password: password === "" ? undefined : password,
    },
  };
};

/**
 * Reads a row by the rules of every other way in (ID-05): the address in its one spelling, the
 * password by the policy. Gives all reasons at once when it is refused.
 */
export const readRow = (
  { values }: ImportRow,
  { policy, isRole }: RowRules,
): ReadRow | readonly ImportReason[] => {
  const { reasons, person } = readPerson(values, isRole);
  const { reasons: others, secret } = readSecret(values, policy, person);
  const all = [...reasons, ...others];
  return all.length > 0 ? all : { ...person, ...secret };
};
