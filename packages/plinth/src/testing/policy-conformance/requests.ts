import { ASK, type Policy } from "./stand-in.ts";

/** Who calls: what each kind of limit counts by. */
export interface Caller {
  readonly address: string;
  readonly user: string;
  /** An API key; none unless a limit counts by it. */
  readonly key?: string;
  /** Tier and role, where a limit depends on them. */
  readonly tier?: string;
  readonly role?: string;
  /** The text of the body fields that limits count by. */
  readonly field: string;
}

/** Makes callers whom no limit has seen before. */
export const createCallers = (): (() => Caller) => {
  let made = 0;
  return () => {
    made += 1;
    const address = `10.${(made >> 16) & 255}.${(made >> 8) & 255}.${made & 255}`;
    return { address, user: `user-${made}`, field: `field-${made}` };
  };
};

/** Fields of the body that limits of the route count by, filled with the caller's text. */
export const bodyFor = (policy: Policy, caller: Caller): string => {
  const fields = policy.limits
    .map(({ by }) => by)
    .filter((by) => by.startsWith("field:"))
    .map((by): [string, string] => [by.slice("field:".length), caller.field]);
  return JSON.stringify(Object.fromEntries(fields));
};

/** The beginning of a request, without the empty line that ends its head. */
export const headFor = (
  policy: Pick<Policy, "method" | "path">,
  caller: Caller,
  headers: Readonly<Record<string, string>> = {},
): string => {
  const path = policy.path.replaceAll(/:[a-zA-Z]+/g, "x1").replace(/\*$/, "x1");
  const all: Readonly<Record<string, string>> = {
    Host: "conformance",
    "X-Forwarded-For": caller.address,
    [ASK.user]: caller.user,
    ...(caller.key === undefined ? {} : { [ASK.key]: caller.key }),
    ...(caller.tier === undefined ? {} : { [ASK.tier]: caller.tier }),
    ...(caller.role === undefined ? {} : { [ASK.role]: caller.role }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${policy.method} ${path} HTTP/1.1\r\n${lines.join("")}`;
};

/** A whole request that the route lets in. */
export const requestFor = (
  policy: Policy,
  caller: Caller,
  headers: Readonly<Record<string, string>> = {},
): string => {
  // The texts of a form are no JSON; without validation a form may as well be absent.
  const takesJson = policy.body !== null && policy.upload === null;
  if (!takesJson) return `${headFor(policy, caller, headers)}\r\n`;
  const body = bodyFor(policy, caller);
  const entity = { "Content-Type": "application/json", "Content-Length": String(body.length) };
  return `${headFor(policy, caller, { ...headers, ...entity })}\r\n${body}`;
};
