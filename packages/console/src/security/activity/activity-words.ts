import type { IconName } from "../../kit/index.ts";
import type { Messages, Texts } from "../../texts/index.ts";
import type { ActivityEntry } from "../security-api.ts";

/** How an entry is told. */
export interface ActivityWords {
  readonly text: string;
  readonly icon: IconName;
  /** "warn" for what its owner should look at. */
  readonly tone: "plain" | "good" | "warn";
}

/** How an event looks beside its sentence. */
type Look = readonly [icon?: IconName, tone?: ActivityWords["tone"]];

const factorNames = {
  password: "password",
  totp: "code of an app",
  recovery: "recovery code",
  passkey: "passkey",
  "magic-link": "link from a mail",
  remembered: "remembered browser",
} as const satisfies Messages;

/** "password totp" as "password and code of an app". */
const factorWords = (t: Texts, factors: string): string =>
  t.list(
    factors
      .split(" ")
      .filter((factor) => factor !== "")
      .map((factor) =>
        Object.hasOwn(factorNames, factor)
          ? t.of(factorNames[factor as keyof typeof factorNames])
          : factor.replaceAll("-", " "),
      ),
  );

/** What happened to the account. */
const events = {
  "session.started": "Signed in",
  "signin.failed": "A sign-in failed",
  "step-up.failed": "A confirmation that it is you failed",
  "refresh.reused":
    "A program showed a sign-in that was used before, perhaps a copy. It was signed out",
  "session.all-ended": "An administrator signed you out everywhere",
  "session.ended-by-administrator": "An administrator signed one of your devices out",
  "account.locked": "Sign-in was paused after too many wrong passwords",
  "account.unlocked": "The pause of sign-in was lifted",
  "account.created": "An administrator opened this account",
  "account.email-changed": "The e-mail address was changed",
  "account.rights-changed": "An administrator changed your role",
  "account.tier-changed": "An administrator changed your tier",
  "password.changed": "The password was changed",
  "password.change-refused": "A change of the password failed: the current one was wrong",
  "password.reset": "A new password was set by a link from a mail",
  "password.link-sent": "An administrator had a link sent for a new password",
  "mfa.enabled": "Two-step sign-in was turned on",
  "mfa.disabled": "Two-step sign-in was turned off",
  "mfa.added": "An authenticator app was added",
  "mfa.removed": "An authenticator app was removed",
  "mfa.codes": "New recovery codes were made",
  "mfa.failed": "A wrong code was tried",
  "mfa.locked": "Codes were paused after too many wrong ones",
  "mfa.recovery-code-used": "A recovery code was used",
  "mfa.reset": "An administrator removed your second factors",
  "passkey.added": "A passkey was added",
  "passkey.removed": "A passkey was removed",
  "passkey.failed": "A passkey was refused",
  "passkey.cloned": "A passkey that looked like a copy was refused",
  "access.denied": "Something was refused that this account may not do",
  "csrf.refused": "A call that another site started was refused",
  "limit.exceeded": "Too many calls in a short time were refused",
  "signature.refused": "A signed call of a program was refused",
} as const satisfies Messages;

/** Beside the sentences of `events`; what is not here is plain. */
const eventLooks: Readonly<Record<string, Look>> = {
  "session.started": ["person"],
  "signin.failed": ["warn", "warn"],
  "step-up.failed": ["warn", "warn"],
  "refresh.reused": ["warn", "warn"],
  "session.all-ended": ["lock"],
  "session.ended-by-administrator": ["lock"],
  "account.locked": ["lock", "warn"],
  "account.unlocked": ["unlock"],
  "account.created": ["person"],
  "account.email-changed": ["mail", "warn"],
  "account.rights-changed": ["person"],
  "account.tier-changed": ["person"],
  "password.changed": ["key", "good"],
  "password.change-refused": ["warn", "warn"],
  "password.reset": ["key"],
  "password.link-sent": ["mail"],
  "mfa.enabled": ["shield", "good"],
  "mfa.disabled": ["shield", "warn"],
  "mfa.added": ["shield"],
  "mfa.removed": ["shield"],
  "mfa.codes": ["shield"],
  "mfa.failed": ["warn", "warn"],
  "mfa.locked": ["lock", "warn"],
  "mfa.recovery-code-used": ["shield", "warn"],
  "mfa.reset": ["shield", "warn"],
  "passkey.added": ["key", "good"],
  "passkey.removed": ["key"],
  "passkey.failed": ["warn", "warn"],
  "passkey.cloned": ["warn", "warn"],
  "access.denied": ["warn", "warn"],
  "csrf.refused": ["warn", "warn"],
  "limit.exceeded": ["clock", "warn"],
  "signature.refused": ["warn", "warn"],
};

/** What was done by the account. */
const deeds = {
  "api-key.created": "Made an API key",
  "api-key.rotated": "Replaced an API key",
  "api-key.renamed": "Renamed an API key",
  "api-key.revoked": "Revoked an API key",
  "session.ended": "Signed a device out",
  "session.others-ended": "Signed all other devices out",
  "session.all-ended": "Ended all open sign-ins of an account",
  "mfa.device-forgotten": "Had a remembered browser asked for a code again",
  "mfa.reset": "Removed the second factors of an account",
  "passkey.renamed": "Renamed a passkey",
  "account.email-change-requested": "Asked for another e-mail address",
  "account.verification-sent": "Asked for the mail that confirms the address",
  "account.created": "Opened an account for somebody",
  "account.changed": "Changed somebody’s account",
  "account.unlocked": "Lifted the pause of an account",
  "password.link-sent": "Had somebody sent a link for a new password",
  "role.saved": "Changed a role",
  "role.removed": "Removed a role",
  "access.reviewed": "Reviewed who may do what",
} as const satisfies Messages;

/** Beside the sentences of `deeds`; what is not here is plain. */
const deedLooks: Readonly<Record<string, Look>> = {
  "api-key.created": ["key"],
  "api-key.rotated": ["key"],
  "api-key.renamed": ["key"],
  "api-key.revoked": ["key"],
  "session.ended": ["lock"],
  "session.others-ended": ["lock"],
  "session.all-ended": ["lock"],
  "mfa.device-forgotten": ["shield"],
  "mfa.reset": ["shield"],
  "passkey.renamed": ["key"],
  "account.email-change-requested": ["mail", "warn"],
  "account.verification-sent": ["mail"],
  "account.created": ["person"],
  "account.changed": ["person"],
  "account.unlocked": ["unlock"],
  "password.link-sent": ["mail"],
  "role.saved": ["person"],
  "role.removed": ["person"],
  "access.reviewed": ["person"],
};

/** "some-module.some-thing" as "Some module: some thing", for what nobody has told this page about. */
const plainName = (t: Texts, name: string): string => {
  const [topic = "", ...rest] = name.replaceAll(/[-_]/g, " ").trim().split(".");
  const text = [topic, rest.join(" ")].filter((part) => part !== "").join(": ");
  return text === "" ? t("Something happened") : text.charAt(0).toUpperCase() + text.slice(1);
};

/** The names that have a sentence here, by kind. */
export const toldNames: Readonly<Record<ActivityEntry["kind"], readonly string[]>> = {
  event: Object.keys(events),
  deed: Object.keys(deeds),
};

/** The sentence with what is known beyond the event; undefined where that is nothing. */
const detailed = (t: Texts, name: string, detail: string): string | undefined => {
  if (detail === "") return undefined;
  if (name === "session.started") {
    return t("Signed in with {factors}", { factors: factorWords(t, detail) });
  }
  if (name === "account.rights-changed") {
    return t("An administrator changed your role to “{role}”", { role: detail });
  }
  if (name === "account.tier-changed") {
    return t("An administrator changed your tier to “{tier}”", { tier: detail });
  }
  const isRecovery = name === "mfa.failed" && detail === "recovery";
  return isRecovery ? t("A wrong recovery code was tried") : undefined;
};

/** An entry in a sentence. */
export const describeActivity = (
  t: Texts,
  entry: Pick<ActivityEntry, "kind" | "name" | "outcome" | "detail">,
): ActivityWords => {
  const isDeed = entry.kind === "deed";
  const sentences: Readonly<Record<string, string>> = isDeed ? deeds : events;
  const sentence = Object.hasOwn(sentences, entry.name) ? sentences[entry.name] : undefined;
  if (sentence === undefined) {
    const isRefused = entry.outcome === "refused";
    return {
      text: plainName(t, entry.name),
      icon: isRefused ? "warn" : "info",
      tone: isRefused ? "warn" : "plain",
    };
  }
  const [icon = "info", tone = "plain"] = (isDeed ? deedLooks : eventLooks)[entry.name] ?? [];
  const text = isDeed ? undefined : detailed(t, entry.name, entry.detail ?? "");
  return { text: text ?? t.of(sentence), icon, tone };
};
