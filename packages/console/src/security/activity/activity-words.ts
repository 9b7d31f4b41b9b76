import type { IconName } from "../../kit/index.ts";
import type { ActivityEntry } from "../security-api.ts";

/** How an entry is told. */
export interface ActivityWords {
  readonly text: string;
  readonly icon: IconName;
  /** "warn" for what its owner should look at. */
  readonly tone: "plain" | "good" | "warn";
}

type Sentence = string | ((detail: string) => string);
type Told = readonly [sentence: Sentence, icon?: IconName, tone?: ActivityWords["tone"]];

const factorNames: Readonly<Record<string, string>> = {
  password: "password",
  totp: "code of an app",
  recovery: "recovery code",
  passkey: "passkey",
  "magic-link": "link from a mail",
  remembered: "remembered browser",
};

/** "password totp" as "password and code of an app". */
const factorWords = (factors: string): string => {
  const names = factors
    .split(" ")
    .filter((factor) => factor !== "")
    .map((factor) => factorNames[factor] ?? factor.replaceAll("-", " "));
  return names.length < 2
    ? (names[0] ?? "")
    : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
};

/** What happened to the account. */
const events: Readonly<Record<string, Told>> = {
  "session.started": [
    (factors) => (factors === "" ? "Signed in" : `Signed in with ${factorWords(factors)}`),
    "person",
  ],
  "signin.failed": ["A sign-in failed", "warn", "warn"],
  "step-up.failed": ["A confirmation that it is you failed", "warn", "warn"],
  "refresh.reused": [
    "A program showed a sign-in that was used before, perhaps a copy. It was signed out",
    "warn",
    "warn",
  ],
  "session.all-ended": ["An administrator signed you out everywhere", "lock"],
  "session.ended-by-administrator": ["An administrator signed one of your devices out", "lock"],
  "account.locked": ["Sign-in was paused after too many wrong passwords", "lock", "warn"],
  "account.unlocked": ["The pause of sign-in was lifted", "unlock"],
  "account.created": ["An administrator opened this account", "person"],
  "account.email-changed": ["The e-mail address was changed", "mail", "warn"],
  "account.rights-changed": [
    (role) => `An administrator changed your role${role === "" ? "" : ` to “${role}”`}`,
    "person",
  ],
  "account.tier-changed": [
    (tier) => `An administrator changed your tier${tier === "" ? "" : ` to “${tier}”`}`,
    "person",
  ],
  "password.changed": ["The password was changed", "key", "good"],
  "password.change-refused": [
    "A change of the password failed: the current one was wrong",
    "warn",
    "warn",
  ],
  "password.reset": ["A new password was set by a link from a mail", "key"],
  "password.link-sent": ["An administrator had a link sent for a new password", "mail"],
  "mfa.enabled": ["Two-step sign-in was turned on", "shield", "good"],
  "mfa.disabled": ["Two-step sign-in was turned off", "shield", "warn"],
  "mfa.added": ["An authenticator app was added", "shield"],
  "mfa.removed": ["An authenticator app was removed", "shield"],
  "mfa.codes": ["New recovery codes were made", "shield"],
  "mfa.failed": [
    (method) =>
      method === "recovery" ? "A wrong recovery code was tried" : "A wrong code was tried",
    "warn",
    "warn",
  ],
  "mfa.locked": ["Codes were paused after too many wrong ones", "lock", "warn"],
  "mfa.recovery-code-used": ["A recovery code was used", "shield", "warn"],
  "mfa.reset": ["An administrator removed your second factors", "shield", "warn"],
  "passkey.added": ["A passkey was added", "key", "good"],
  "passkey.removed": ["A passkey was removed", "key"],
  "passkey.failed": ["A passkey was refused", "warn", "warn"],
  "passkey.cloned": ["A passkey that looked like a copy was refused", "warn", "warn"],
  "access.denied": ["Something was refused that this account may not do", "warn", "warn"],
  "csrf.refused": ["A call that another site started was refused", "warn", "warn"],
  "limit.exceeded": ["Too many calls in a short time were refused", "clock", "warn"],
  "signature.refused": ["A signed call of a program was refused", "warn", "warn"],
};

/** What was done by the account. */
const deeds: Readonly<Record<string, Told>> = {
  "api-key.created": ["Made an API key", "key"],
  "api-key.rotated": ["Replaced an API key", "key"],
  "api-key.renamed": ["Renamed an API key", "key"],
  "api-key.revoked": ["Revoked an API key", "key"],
  "session.ended": ["Signed a device out", "lock"],
  "session.others-ended": ["Signed all other devices out", "lock"],
  "session.all-ended": ["Ended all open sign-ins of an account", "lock"],
  "mfa.device-forgotten": ["Had a remembered browser asked for a code again", "shield"],
  "mfa.reset": ["Removed the second factors of an account", "shield"],
  "passkey.renamed": ["Renamed a passkey", "key"],
  "account.email-change-requested": ["Asked for another e-mail address", "mail", "warn"],
  "account.verification-sent": ["Asked for the mail that confirms the address", "mail"],
  "account.created": ["Opened an account for somebody", "person"],
  "account.changed": ["Changed somebody’s account", "person"],
  "account.unlocked": ["Lifted the pause of an account", "unlock"],
  "password.link-sent": ["Had somebody sent a link for a new password", "mail"],
  "role.saved": ["Changed a role", "person"],
  "role.removed": ["Removed a role", "person"],
  "access.reviewed": ["Reviewed who may do what", "person"],
};

/** "some-module.some-thing" as "Some module: some thing", for what nobody has told this page about. */
const plainName = (name: string): string => {
  const [topic = "", ...rest] = name.replaceAll(/[-_]/g, " ").trim().split(".");
  const text = [topic, rest.join(" ")].filter((part) => part !== "").join(": ");
  return text === "" ? "Something happened" : text.charAt(0).toUpperCase() + text.slice(1);
};

/** The names that have a sentence here, by kind. */
export const toldNames: Readonly<Record<ActivityEntry["kind"], readonly string[]>> = {
  event: Object.keys(events),
  deed: Object.keys(deeds),
};

/** An entry in a sentence. */
export const describeActivity = (
  entry: Pick<ActivityEntry, "kind" | "name" | "outcome" | "detail">,
): ActivityWords => {
  const table = entry.kind === "deed" ? deeds : events;
  const told = Object.hasOwn(table, entry.name) ? table[entry.name] : undefined;
  if (told === undefined) {
    const isRefused = entry.outcome === "refused";
    return {
      text: plainName(entry.name),
      icon: isRefused ? "warn" : "info",
      tone: isRefused ? "warn" : "plain",
    };
  }
  const [sentence, icon = "info", tone = "plain"] = told;
  return {
    text: typeof sentence === "string" ? sentence : sentence(entry.detail ?? ""),
    icon,
    tone,
  };
};
