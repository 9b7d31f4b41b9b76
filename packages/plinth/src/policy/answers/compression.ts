import type { PolicyDeclaration } from "../declaration.ts";
import { textNames } from "../inspection.ts";
import type { RoutePolicy } from "../policy.ts";
import type { CompressionPolicy } from "./types.ts";

/**
 * Members of answers that hold secrets. Narrower than what inspection takes for one in input: there a
 * mistake leaves a field unread, here it would leave a list of people uncompressed for telling when
 * each of them changed a password.
 */
const SECRET =
  /(?:password|passphrase|secret|token)s?$|^(?:otp|pin|totp|codes?|recoveryCodes?|credential|challenge|apiKey|key)$/i;

/** Answers that come bit by bit, at the pace of their source. */
const FLOWING: readonly RoutePolicy["produces"][] = ["stream", "events", "file"];

const secretIn = (responses: PolicyDeclaration["responses"]): string | undefined =>
  Object.values(responses ?? {})
    .flatMap((schema) => (schema === null ? [] : textNames(schema)))
    .find((name) => SECRET.test(name));

const parseDeclared = (
  declared: PolicyDeclaration["compress"],
  problems: string[],
): CompressionPolicy | undefined => {
  if (declared === undefined) return undefined;
  const because: unknown = (declared as { readonly none?: unknown } | null)?.none;
  if (typeof because !== "string" || because.trim().length < 8) {
    problems.push("compress: answers are compressed anyway; { none } says why not");
    return undefined;
  }
  return { kind: "never", because };
};

/**
 * Whether answers may be compressed. The length of a compressed answer tells whether what a caller sent
 * stands in it twice (BREACH, CVE-2013-3587): an answer with a secret never is, and nothing that a
 * route could declare changes that.
 */
export const parseCompression = (
  declaration: PolicyDeclaration,
  policy: Pick<RoutePolicy, "dataClass" | "produces">,
  problems: string[],
): CompressionPolicy => {
  const declared = parseDeclared(declaration.compress, problems);
  if (policy.dataClass === "secret") return { kind: "never", because: "its data is secret" };
  const secret = secretIn(declaration.responses);
  if (secret !== undefined) return { kind: "never", because: `the answer has a ${secret}` };
  if (declared !== undefined) return declared;
  return FLOWING.includes(policy.produces)
    ? { kind: "never", because: "it comes bit by bit" }
    : { kind: "negotiated" };
};

/** One phrase for tables and documents. */
export const describeCompression = (compression: CompressionPolicy): string =>
  compression.kind === "negotiated"
    ? "br or gzip above 1 KB"
    : `not compressed: ${compression.because}`;
