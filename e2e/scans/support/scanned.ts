import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { OpenApiDocument } from "../../../packages/plinth/src/policy/index.ts";
import { createApi, PASSWORD } from "../../support/api.ts";
import { runPlinth } from "../../support/run.ts";
import { scratchDirectory } from "../../support/scratch.ts";
import { type ServerProcess, startServer } from "../../support/server.ts";

const uninspected = fileURLToPath(new URL("uninspected-application.ts", import.meta.url));

const WORDS: Readonly<Record<number, string>> = {
  1: "second",
  60: "minute",
  3600: "hour",
  86400: "day",
};

/** Every limit of the document as a `limits.json` in which all of them run dry. */
const dryLimits = ({ paths }: OpenApiDocument): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.values(paths)
      .flatMap((item) => Object.values(item))
      .map((operation) => operation["x-plinth-policy"])
      .filter((policy) => policy !== undefined && policy.limits.length > 0)
      .map(({ method, path, limits }) => [
        `${method} ${path}`,
        {
          limits: limits.map(({ by, windows }) => ({
            rule: windows.map(({ limit, seconds }) => `${limit}/${WORDS[seconds]}`).join(", "),
            by,
          })),
          dryRun: true,
        },
      ]),
  );
const SHORT_LOCKS = '{"max_login_attempts":100,"lockout_duration":1,"password_hash":"argon2id"}';

/** What the default is elsewhere; here it refuses nobody. */
const DRY_DEFAULT = { limits: ["100/minute, 1000/hour"], dryRun: true };

/** Tells a running instance that no limit refuses any more; `plinth limits list` shows it. */
const letLimitsRunDry = async (dataDirectory: string, document: OpenApiDocument): Promise<void> => {
  const limits = { ...dryLimits(document), "GET (unmatched)": DRY_DEFAULT };
  writeFileSync(join(dataDirectory, "limits.json"), JSON.stringify(limits));
  const environment = { PLINTH_DATA: dataDirectory };
  const reload = await runPlinth(["limits", "reload"], environment);
  if (reload.code !== 0) throw new Error(`the limits stay: ${reload.told}`);
  const { printed } = await runPlinth(["limits", "list"], environment);
  if (!printed.includes("dry run")) throw new Error(`nothing runs dry: ${printed}`);
};

/** A running Cibozer with its console that answers scanners instead of limiting them. */
export interface Scanned {
  readonly server: ServerProcess;
  readonly url: string;
  readonly document: OpenApiDocument;
  /** A scratch directory that is removed at the end. */
  readonly directory: string;
  /** A fresh access token of somebody who is always the same: nothing counts the sign-ins. */
  readonly tokenOf: (role: "user" | "admin") => Promise<string>;
  /** The access token of somebody who has nothing yet: where there is room for so many things only. */
  readonly newcomer: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

const addressOf = (role: string): string => `${role}@example.org`;

/** Creates somebody of each role. */
const addPeople = async (dataDirectory: string): Promise<void> => {
  for (const role of ["user", "admin"]) {
    const words = ["--email", addressOf(role), "--password", PASSWORD, "--role", role];
    const { code, told } = await runPlinth(["user", "create", ...words], {
      PLINTH_DATA: dataDirectory,
    });
    if (code !== 0) throw new Error(`no ${role}: ${told}`);
  }
};

/**
 * Starts it as `plinth serve` does, with settings an operator could make: every limit runs dry
 * (limits.json, shown by `plinth limits list`), no address is blocked, locks are as short as they can
 * be. With `isInspected: false` it is the application that looks at no input, which only the profile
 * test serves.
 */
export const startScanned = async (options: {
  readonly isInspected: boolean;
  /** Whether locks are as they come: five failures, five minutes. */
  readonly hasLocks?: boolean;
  /** Whether limits are as declared. */
  readonly hasLimits?: boolean;
}): Promise<Scanned> => {
  const data = scratchDirectory();
  const scratch = scratchDirectory();
  const settings = options.hasLocks === true ? {} : { SECURITY_SETTINGS: SHORT_LOCKS };
  const server = await startServer(
    data.path,
    { BLOCK_THRESHOLD: "0", LOG_LEVEL: "error", ...settings },
    options.isInspected ? [] : ["--app", uninspected],
  );
  const stop = async (): Promise<void> => {
    await server.stop();
    data.remove();
    scratch.remove();
  };
  try {
    const api = createApi(server.url);
    const declared = (await api.call("GET", "/docs/json")).json as unknown as OpenApiDocument;
    if (options.hasLimits !== true) await letLimitsRunDry(data.path, declared);
    await addPeople(data.path);
    const document = (await api.call("GET", "/docs/json")).json as unknown as OpenApiDocument;
    const signIn = async (email: string): Promise<string> => {
      const body = { email, password: PASSWORD };
      const { status, json } = await api.call("POST", "/api/v1/auth/signin", body);
      if (status !== 200) throw new Error(`the sign-in of ${email} answered ${status}`);
      return String(json["accessToken"]);
    };
    return {
      server,
      url: server.url,
      document,
      directory: scratch.path,
      stop,
      tokenOf: (role) => signIn(addressOf(role)),
      newcomer: async () => {
        const email = `${randomUUID()}@example.org`;
        const body = { email, password: PASSWORD, name: "Robin" };
        await api.call("POST", "/api/v1/auth/signup", body);
        return signIn(email);
      },
    };
  } catch (fault) {
    await stop();
    throw fault;
  }
};
