import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allowedOrigin, findPort, forwardedHeaders } from "./contract.ts";

/** Plinth from source in its production profile, as an application starts it: whole bundles. */
export type Plinth = typeof import("../../packages/plinth/src/index.ts");
type Config = ReturnType<Plinth["loadConfig"]>;
type Definition = Parameters<Plinth["startApplication"]>[0]["definition"];
export type Running = Awaited<ReturnType<Plinth["startApplication"]>>;

/** Where browsers are told that the server stands. */
export const publicUrl = "https://bench.example";
/** The secret that tokens are signed under. */
export const jwtSecret = randomBytes(48).toString("base64url");
/** A password that every policy takes. */
export const goodPassword = "Correct-Horse-Battery7!";

export interface PlinthOptions {
  readonly plinth: Plinth;
  /** Modules beside the bundles. */
  readonly modules: readonly Definition["modules"][number][];
  /** Settings by variable name, over those of the bench. */
  readonly env?: Readonly<Record<string, string>>;
}

async function loadSettings(
  plinth: Plinth,
  env: Readonly<Record<string, string>>,
): Promise<Config> {
  // In the harness's own scratch folder, which goes away even if this process is killed.
  const data = mkdtempSync(join(process.env["BENCH_SCRATCH"] ?? tmpdir(), "contestant-"));
  process.on("exit", () => rmSync(data, { recursive: true, force: true }));
  return plinth.loadConfig({
    env: {
      PLINTH_ENV: "production",
      // A load keeps its connections; none of the others ends one.
      MAX_REQUESTS_PER_CONNECTION: "0",
      PLINTH_DATA: data,
      HOST: "127.0.0.1",
      PORT: String(await findPort()),
      PUBLIC_URL: publicUrl,
      SECRET_KEY: randomBytes(48).toString("base64url"),
      JWT_SECRET_KEY: jwtSecret,
      SMTP_URL: process.env["BENCH_SMTP"] ?? "smtp://127.0.0.1:1",
      MAIL_FROM: "no-reply@bench.example",
      ALLOWED_ORIGINS: JSON.stringify([allowedOrigin]),
      TRUSTED_PROXIES: '["127.0.0.1"]',
      DOCS_ACCESS: "public",
      ...env,
    },
  });
}

/** Starts the application of a contestant. */
export async function startPlinth({ plinth, modules, env = {} }: PlinthOptions): Promise<Running> {
  return plinth.startApplication({
    definition: {
      name: "Contestant",
      version: "1.0.0",
      description: "One route under full policy",
      modules: [...plinth.identityModules, ...plinth.operationsModules, ...modules],
    },
    config: await loadSettings(plinth, env),
  });
}

/** Asks the server; throws where the answer is no good one. */
export async function ask(running: Running, path: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(`http://127.0.0.1:${running.address.port}${path}`, {
    ...init,
    headers: { "content-type": "application/json", ...forwardedHeaders, ...init.headers },
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/**
 * Runs a contestant until it is told to stop. What keeps it from starting is no pass and no fail:
 * the harness prints it, and ends with an exit code of its own.
 */
export async function serve(start: (plinth: Plinth) => Promise<Running>): Promise<void> {
  try {
    const running = await start(await import("../../packages/plinth/src/index.ts"));
    process.on("SIGTERM", () => {
      running.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  } catch (error) {
    const root = join(import.meta.dirname, "../..");
    const message = error instanceof Error ? error.message : String(error);
    const reason = message.replaceAll(`${root}/`, "").split("\n")[0];
    process.send?.({ notRun: `packages/plinth does not start: ${reason}` });
    console.error(error);
    process.exitCode = 1;
    process.disconnect?.();
  }
}
