import { application as cibozer } from "../../apps/cibozer/server/application.ts";
import type { Alterations } from "../../packages/plinth/src/app/index.ts";
import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import type { AccountRow } from "../../packages/plinth/src/modules/accounts/index.ts";
import type { Proof } from "../../packages/plinth/src/modules/sessions/index.ts";
import type { OpenApiDocument } from "../../packages/plinth/src/policy/index.ts";
import type { Target } from "../../packages/plinth/src/readiness/index.ts";
import {
  bodyFor,
  type Operation,
  operationsOf,
  pathOf,
} from "../../packages/plinth/src/readiness/support/operations.ts";
import {
  formHeaders,
  pictureFor,
} from "../../packages/plinth/src/readiness/support/uploads/upload-routes.ts";
import { type Identity, startIdentity } from "../../packages/plinth/src/testing/identity.ts";

export type { Operation };

/** An answer with its body read. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Empty where the body is no JSON object. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** Headers of a request. */
export type Credential = Readonly<Record<string, string>>;

/** The whole of Cibozer over HTTP, and what it says of its operations. */
export interface WholeApplication {
  readonly identity: Identity;
  /** Every operation of its published document. */
  readonly operations: readonly Operation[];
  readonly ask: (
    method: string,
    path: string,
    credential: Credential,
    body?: unknown,
  ) => Promise<Reply>;
  /** A real path of an operation; its parameters name nothing that exists. */
  readonly pathOf: (operation: Operation) => string;
  /** A body that fits the schema of an operation; undefined where it takes none. */
  readonly bodyFor: (operation: Operation) => unknown;
  /** The form with a picture that an operation takes; undefined where it takes none. */
  readonly formFor: (operation: Operation) => Buffer | undefined;
  /** The header of a fresh session of an account; by password unless told otherwise. */
  readonly bearerOf: (account: Pick<AccountRow, "id">, proof?: Proof) => Promise<Credential>;
  readonly stop: () => Promise<void>;
}

const parse = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

/** The text of an answer; a stream of events has no end, and is let go. */
const textOf = async (reply: Response): Promise<string> => {
  if (reply.headers.get("content-type")?.startsWith("text/event-stream") !== true) {
    return reply.text();
  }
  await reply.body?.cancel();
  return "";
};

/** Starts it with a clock that stands still; `alter` takes a part away. */
export const startWholeApplication = async (
  options: { readonly alter?: Alterations; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<WholeApplication> => {
  const own = new Set(["accounts", "sessions", "mfa", "credentials"]);
  const identity = await startIdentity({
    clock: createManualClock(),
    modules: cibozer.modules.filter(({ name }) => !own.has(name)),
    web: cibozer.web ?? [],
    ...options,
  });
  const ask: WholeApplication["ask"] = async (method, path, credential, body) => {
    const reply = Buffer.isBuffer(body)
      ? await identity.app.fetch(path, {
          method,
          headers: formHeaders({ bearer: credential["authorization"] ?? "" }),
          body: new Uint8Array(body),
        })
      : await identity.send(method, path, body, credential);
    const text = await textOf(reply);
    return { status: reply.status, headers: reply.headers, text, json: parse(text) };
  };
  const document = JSON.parse((await ask("GET", "/docs/json", {})).text) as OpenApiDocument;
  let made = 0;
  // The derivation of the probes needs the document and fresh names, and no running target.
  const target = {
    document,
    unique: (prefix: string) => {
      made += 1;
      return `${prefix}-${made}`;
    },
  } as unknown as Target;
  return {
    identity,
    operations: operationsOf(target),
    ask,
    pathOf: (operation) => pathOf(operation, target),
    bodyFor: (operation) => bodyFor(operation, target),
    formFor: (operation) => pictureFor(operation, target),
    bearerOf: async ({ id }, proof) => {
      // As it is now: what ended its sessions must not end the next one.
      const account = await identity.accounts.find(id);
      if (account === undefined) throw new Error("the account is gone");
      const { tokens } = await identity.addSession(account, proof);
      return { authorization: `Bearer ${tokens.accessToken}` };
    },
    stop: () => identity.app.stop(),
  };
};
