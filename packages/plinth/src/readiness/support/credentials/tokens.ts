import { createHmac, createPublicKey, type JsonWebKey } from "node:crypto";

/** Where public keys of access tokens are (RFC 7517, OpenID Connect Discovery by custom). */
export const KEY_SET = "/.well-known/jwks.json";

/** Members of a JWK that are nobody's business (RFC 7518 sections 6.2.2, 6.3.2 and 6.4). */
export const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] as const;

/** The keys of a set as JSON gave them; undefined when it is none. */
export const keysIn = (json: unknown): readonly Record<string, unknown>[] | undefined => {
  const { keys } = (json ?? {}) as { keys?: unknown };
  const isSet = Array.isArray(keys) && keys.every((key) => typeof key === "object" && key !== null);
  return isSet ? (keys as readonly Record<string, unknown>[]) : undefined;
};

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The header of a token; empty when it cannot be read. */
export const headerOf = (token: string): Readonly<Record<string, unknown>> => {
  try {
    return JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString("utf8"));
  } catch {
    return {};
  }
};

/** What careless verifiers take for an HMAC secret: forms of a key that everybody may read. */
const publicForms = (key: Record<string, unknown>): readonly string[] => {
  const forms = [JSON.stringify(key), String(key["x"] ?? key["n"] ?? "")];
  try {
    const read = createPublicKey({ key: key as JsonWebKey, format: "jwk" });
    return [...forms, String(read.export({ type: "spki", format: "pem" }))];
  } catch {
    return forms;
  }
};

/**
 * A good token, changed: other algorithms, no signature, other spellings. Each still says of whom
 * and of what session it is, so that only its signature stands between it and an account.
 */
export const alterationsOf = (
  token: string,
  keys: readonly Record<string, unknown>[],
): readonly (readonly [what: string, token: string])[] => {
  const [head = "", payload = "", signature = ""] = token.split(".");
  const header = headerOf(token);
  const withHeader = (change: object): string => `${encode({ ...header, ...change })}.${payload}`;
  const hmac = (text: string, secret: string): string =>
    `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
  const other = signature.startsWith("A") ? "B" : "A";
  const claims = Buffer.from(payload, "base64url").toString("utf8");
  const promoted = Buffer.from(claims.replace('"role":"user"', '"role":"admin"'));
  return [
    ["alg none and no signature", `${withHeader({ alg: "none" })}.`],
    ["alg none and the old signature", `${withHeader({ alg: "none" })}.${signature}`],
    ["no signature", `${head}.${payload}.`],
    ["an HMAC with an empty secret", hmac(withHeader({ alg: "HS256" }), "")],
    ...keys
      .flatMap(publicForms)
      .map((form): readonly [string, string] => [
        "an HMAC with a public key as its secret",
        hmac(withHeader({ alg: "HS256" }), form),
      ]),
    ["an unknown key", `${withHeader({ kid: "unknown" })}.${signature}`],
    ["another role", `${head}.${promoted.toString("base64url")}.${signature}`],
    ["one character of the signature changed", `${head}.${payload}.${other}${signature.slice(1)}`],
    ["a character less", token.slice(0, -1)],
    ["padding", `${token}=`],
    [
      "the signature as plain base64",
      `${head}.${payload}.${Buffer.from(signature, "base64url").toString("base64")}`,
    ],
    ["a fourth part", `${token}.${signature}`],
  ].filter((one): one is [string, string] => one[1] !== token);
};
