import type { Messages, Texts } from "../texts/index.ts";
import { ApiError, type FieldFault } from "./api-error.ts";

/** What a person is told about a failure: what happened, and what to do next. */
export interface ErrorWords {
  readonly title: string;
  readonly message: string;
  /** To be quoted to support; only for faults on the server's side. */
  readonly reference?: string;
  /** Where it is only a matter of waiting: how long, and the message without it. */
  readonly wait?: { readonly seconds: number; readonly message: string };
}

type Words = readonly [title: string, message: string];

/** Words for every code of the platform's catalogue and for what never reached the server. */
const wordsByCode = {
  VALIDATION_ERROR: ["Some entries need attention", "Correct the marked fields and try again."],
  AUTHENTICATION_ERROR: ["Please sign in", "You are not signed in, or your session has ended."],
  INVALID_CREDENTIALS: [
    "That did not match",
    "Check the e-mail address and the password. After several failures sign-in pauses for some minutes.",
  ],
  SECOND_FACTOR_INVALID: [
    "This code is not right",
    "It may be mistyped, too old, or used already. Wait for the next one, or use a recovery code.",
  ],
  CHALLENGE_INVALID: [
    "Please begin again",
    "The sign-in took too long, or there were too many wrong codes.",
  ],
  STEP_UP_REQUIRED: [
    "This needs a fresh proof that it is you",
    "Sign out and in again, then try once more.",
  ],
  STEP_UP_FAILED: [
    "That did not confirm it",
    "It is not right, or was used already. After several failures this pauses for some minutes.",
  ],
  STEP_UP_CANCELLED: ["Not confirmed", "This needs a fresh proof that it is you."],
  CURRENT_PASSWORD_WRONG: [
    "The current password is not right",
    "Type it again, or sign out and use “Forgot your password?”.",
  ],
  LINK_INVALID: [
    "This link does not work any more",
    "It was used already or is too old. Ask for a new one.",
  ],
  AUTHORIZATION_ERROR: [
    "You cannot do this",
    "Your account does not have the permission this needs.",
  ],
  CSRF_ERROR: ["This page is out of date", "Reload the page and try again. Nothing was changed."],
  NOT_FOUND: ["Not found", "It does not exist, or it is not yours to see."],
  METHOD_NOT_ALLOWED: ["That is not possible here", "Reload the page and try again."],
  REQUEST_TIMEOUT: ["The connection was too slow", "Your entries did not arrive. Try again."],
  CONFLICT: ["Something changed meanwhile", "Reload to see the current state, then try again."],
  PAYLOAD_TOO_LARGE: ["That is too large", "Shorten it and try again."],
  UNSUPPORTED_MEDIA_TYPE: [
    "That kind of content is not accepted",
    "Reload the page and try again.",
  ],
  RATE_LIMIT_EXCEEDED: ["Too many tries in a short time", "Wait a moment, then try again."],
  QUOTA_EXCEEDED: [
    "That is used up for now",
    "You used all that your tier has in this period. Your usage page tells when it begins again.",
  ],
  ADDRESS_BLOCKED: [
    "Your network address is blocked for a while",
    "Too much that looked like an attack came from it. Wait, or ask whoever runs this service.",
  ],
  ADDRESS_DENIED: [
    "Your network address is not let in",
    "If you think that it is a mistake, ask whoever runs this service.",
  ],
  ACCOUNT_LOCKED: [
    "Sign-in is paused for this account",
    "There were too many wrong passwords. Wait a few minutes, or reset your password.",
  ],
  INTERNAL_SERVER_ERROR: [
    "Something went wrong on our side",
    "It has been recorded. Try again in a moment.",
  ],
  DATABASE_ERROR: [
    "It could not be saved or loaded",
    "The fault is on our side and has been recorded. Try again in a moment.",
  ],
  SERVICE_UNAVAILABLE: ["Not available right now", "We are busy or restarting. Try again shortly."],
  TIMEOUT: ["This took too long", "We stopped waiting. Try again in a moment."],
  FILE_TOO_LARGE: ["The file is too large", "Choose a smaller one."],
  FILE_TYPE_REFUSED: [
    "This kind of file is not taken here",
    "Choose another one. A file that was only renamed is not taken either.",
  ],
  FILE_REFUSED: [
    "This file is not taken",
    "It is damaged, or holds something else than its name says.",
  ],
  FILE_INFECTED: [
    "Something harmful was found in the file",
    "It was not saved. Scan the device that it comes from.",
  ],
  SCANNER_UNAVAILABLE: [
    "Files cannot be checked at the moment",
    "Nothing was saved. Try again in a few minutes.",
  ],
  IMAGE_REFUSED: [
    "This picture cannot be used",
    "It is damaged, moves, or is too large. Save it anew as PNG, JPEG or WebP and try again.",
  ],
  IMAGES_BUSY: ["We are busy with other pictures", "Try again in a few seconds."],
  PASSKEY_REFUSED: [
    "This passkey does not sign in",
    "Try again, use another passkey, or sign in another way.",
  ],
  PASSKEY_SETUP_INVALID: [
    "The passkey was not added",
    "It took too long, or it failed. Try again.",
  ],
  PASSKEYS_UNAVAILABLE: [
    "Passkeys do not work at this address",
    "They need an https address with a name. Sign in another way.",
  ],
  LAST_FACTOR: [
    "This passkey is still needed",
    "Add another passkey, a password or an authenticator app first. Then you can remove it.",
  ],
  PASSKEY_KNOWN: ["Added already", "This device has a passkey for your account."],
  PASSKEY_FAILED: [
    "The passkey could not be used",
    "The device or the browser did not accept it. Try again, or use another one.",
  ],
  NETWORK_ERROR: ["No connection", "We could not reach the server. Check your connection."],
  CLIENT_TIMEOUT: ["No answer yet", "The server took too long to answer. Try again."],
  CANCELLED: ["Cancelled", "This was stopped before it finished."],
  BAD_REPLY: ["We could not read the answer", "Reload the page and try again."],
} as const satisfies Messages;

/** Words by status, for codes nobody has told this page about. */
const wordsByStatus = (status: number): Words => {
  if (status === 401) return pick("AUTHENTICATION_ERROR");
  if (status === 403) return pick("AUTHORIZATION_ERROR");
  if (status === 404) return pick("NOT_FOUND");
  if (status === 409) return pick("CONFLICT");
  if (status === 413) return pick("PAYLOAD_TOO_LARGE");
  if (status === 429) return pick("RATE_LIMIT_EXCEEDED");
  if (status >= 400 && status < 500) return refused;
  return status === 503 ? pick("SERVICE_UNAVAILABLE") : pick("INTERNAL_SERVER_ERROR");
};

const pick = (code: string): Words =>
  Object.hasOwn(wordsByCode, code) ? wordsByCode[code as keyof typeof wordsByCode] : fallback;
const fallback = ["Something went wrong", "Try again in a moment."] as const satisfies Messages;
const refused = [
  "That was not accepted",
  "Check your entries and try again.",
] as const satisfies Messages;

/** Codes this page has words of its own for; the rest are worded by their status. */
export const wordedCodes: readonly string[] = Object.keys(wordsByCode);

/**
 * Plain words for any failure (UX-04, P-027). The server's own text is never shown: it may be
 * written for programs. `extra` adds words for an application's own codes.
 */
export const describeError = (
  t: Texts,
  error: unknown,
  extra: Readonly<Record<string, Words>> = {},
): ErrorWords => {
  const [title, message] = (error instanceof ApiError ? wordsFor(error, extra) : fallback).map(
    (words) => t.of(words),
  ) as [string, string];
  if (!(error instanceof ApiError)) return { title, message };
  const seconds = error.retryAfterSeconds ?? 0;
  const reference = error.status >= 500 ? error.requestId : undefined;
  return {
    title,
    message:
      seconds < 1 ? message : t("{message} ({wait})", { message, wait: waitWords(t, seconds) }),
    ...(seconds < 1 ? {} : { wait: { seconds, message } }),
    ...(reference === undefined ? {} : { reference }),
  };
};

const wordsFor = (error: ApiError, extra: Readonly<Record<string, Words>>): Words => {
  if (Object.hasOwn(extra, error.code)) return extra[error.code] ?? fallback;
  if (Object.hasOwn(wordsByCode, error.code)) return pick(error.code);
  return wordsByStatus(error.status);
};

/** "about 40 seconds", "about 5 minutes". */
export const waitWords = (t: Texts, seconds: number): string => {
  if (seconds < 90) return t.plural(Math.ceil(seconds), "about one second", "about {n} seconds");
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90
    ? t.plural(minutes, "about one minute", "about {n} minutes")
    : t.plural(Math.ceil(minutes / 60), "about one hour", "about {n} hours");
};

const wordsByRule = {
  required: "This is needed.",
  missing: "This is needed.",
  minLength: "This is too short.",
  maxLength: "This is too long.",
  minItems: "Choose at least one more.",
  maxItems: "That is too many.",
  uniqueItems: "Something is listed twice.",
  format: "This does not look right. Check the spelling.",
  email: "Enter an e-mail address like name@example.com.",
  pattern: "This has characters that are not allowed here.",
  minimum: "This number is too small.",
  exclusiveMinimum: "This number is too small.",
  maximum: "This number is too large.",
  exclusiveMaximum: "This number is too large.",
  multipleOf: "Use a round number.",
  type: "This does not have the right form.",
  enum: "Choose one of the offered values.",
  const: "Choose one of the offered values.",
  anyOf: "Choose one of the offered values.",
  additionalProperties: "This is not known here.",
  unknown: "This is not known here.",
  wrong: "This is not right.",
  totp: "Type the six digits that the app shows.",
  "recovery-code": "A recovery code has eight letters and digits, like AB12-CD34.",
} as const satisfies Messages;

/** Plain words for one fault of a field; rules nobody worded get a general sentence. */
export const describeFault = (t: Texts, fault: FieldFault): string => {
  const field = fieldOf(fault.field);
  if (field === "email" && fault.rule !== "required") return t.of(wordsByRule.email);
  const isWorded = Object.hasOwn(wordsByRule, fault.rule);
  if (field.toLowerCase().includes("password") && !isWorded) {
    return t("This password does not keep the rules. Choose another one.");
  }
  return isWorded
    ? t.of(wordsByRule[fault.rule as keyof typeof wordsByRule])
    : t("Please check this entry.");
};

/** "body.address.street" → "address": the form's field a fault belongs to. */
export const fieldOf = (path: string): string => {
  const parts = path.split(/[./[\]]+/).filter((part) => part !== "");
  const first = parts[0] ?? "";
  const inside = ["body", "query", "params", "headers"].includes(first) ? parts[1] : first;
  return inside ?? first;
};

/** Messages by field name; the first fault of a field wins. */
export const faultsByField = (t: Texts, error: unknown): Readonly<Record<string, string>> => {
  if (!(error instanceof ApiError)) return {};
  const messages: Record<string, string> = Object.create(null);
  for (const fault of error.faults) messages[fieldOf(fault.field)] ??= describeFault(t, fault);
  return { ...messages };
};
