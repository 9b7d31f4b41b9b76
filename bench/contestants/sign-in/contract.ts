import { forwardedHeaders } from "../contract.ts";

/** A request as a contestant wants it. */
export interface WantedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a contestant of the flood tells the harness once it listens on 127.0.0.1. */
export interface SignInReady {
  readonly port: number;
  /** How it keeps passwords, for the table. */
  readonly hash: string;
  /** Says that the server lives; no credential. */
  readonly health: WantedRequest;
  /** A small JSON answer for a signed-in person. */
  readonly read: WantedRequest;
  /** A POST that signs `email` in with `password`. */
  readonly signIn: WantedRequest;
}

/** Who signs in, again and again. */
export const person = {
  email: "member@bench.example",
  password: "Correct-Horse-Battery7!",
  name: "member",
} as const;

/** Who reads meanwhile; somebody else, because a person may have so many sessions and no more. */
export const reader = { ...person, email: "reader@bench.example", name: "reader" } as const;

/** The cost that the contest is held at. */
export const bcryptCost = 12;
/** Argon2id as Plinth and the OWASP have it: 19 MiB, two passes, one lane. */
export const argonCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Asks a contestant in the way the proxy in front would. */
export async function askFirst(
  port: number,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...forwardedHeaders, ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** The cookies that an answer sets, as a request brings them back. */
export function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((text) => text.split(";")[0])
    .join("; ");
}
