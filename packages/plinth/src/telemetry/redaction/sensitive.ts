/** What stands where a secret stood. */
export const REDACTED = "[redacted]";

/**
 * Names that mark a secret, compared after lower-casing and dropping everything but letters and
 * digits, so that accessToken, access_token, ACCESS-TOKEN and accesstoken are one name. A name is
 * sensitive when it contains one of these.
 */
const PARTS: readonly string[] = [
  "password",
  "passwd",
  "passphrase",
  "passcode",
  "secret",
  "token",
  "authorization",
  "cookie",
  "credential",
  "apikey",
  "accesskey",
  "privatekey",
  "signingkey",
  "encryptionkey",
  "sessionid",
  "sessionkey",
  "recoverycode",
  "backupcode",
  "verificationcode",
  "onetimecode",
  "cardnumber",
  "creditcard",
  "securitycode",
  "databaseurl",
  "redisurl",
  "smtpurl",
  "connectionstring",
];

/** Names too short to look for inside others: "pin" is in "shipping". */
const WHOLE: ReadonlySet<string> = new Set([
  "auth",
  "cvc",
  "cvv",
  "cvv2",
  "csrf",
  "iban",
  "jwt",
  "mfacode",
  "otp",
  "pan",
  "pass",
  "pin",
  "pwd",
  "sid",
  "ssn",
  "totp",
  "totpcode",
  "userpass",
  "xsrf",
]);

/** Names that talk about a secret without being one. */
const HARMLESS: ReadonlySet<string> = new Set([
  "apikeyid",
  "credentialid",
  "secretname",
  "tokenid",
  "tokenkind",
  "tokentype",
]);

/** A number under such a name is a setting ("password_min_length": 12), not a secret. */
const MEASURE =
  /(?:length|count|limit|size|cost|age|ttl|ms|seconds|minutes|hours|days|attempts|expires|expiresin|expiresat|expire|total|max|min)$/;

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** Whether a key, header or query parameter of this name holds a secret, in any key style. */
export const isSensitiveName = (name: string): boolean => {
  const plain = plainName(name.length > 256 ? name.slice(0, 256) : name);
  if (WHOLE.has(plain)) return true;
  return !HARMLESS.has(plain) && PARTS.some((part) => plain.includes(part));
};

/** Whether a number under this sensitive name may be shown because it only measures something. */
export const isMeasure = (name: string): boolean => MEASURE.test(plainName(name.slice(0, 256)));

/** Header names whose value follows them in flat header lists. */
export const isSecretHeader = (name: string): boolean =>
  name.length < 64 &&
  /^(?:authorization|proxy-authorization|cookie2?|set-cookie|x-[a-z0-9-]*(?:key|token|secret))$/i.test(
    name,
  );
