import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  allowedOrigin,
  announce,
  answerFor,
  type Credentials,
  findPort,
  forwardedHeaders,
  lastPage,
  readLimit,
  routePath,
} from "./contract.ts";

/**
 * Plinth from source, in its production profile, with the route of the contest under full policy.
 * Argument: `session` (cookie), `bearer` (one token, so the cache of verified tokens serves it) or
 * `bearer-cold` (more tokens in turn than any cache keeps, so each request verifies a signature).
 */
type Plinth = typeof import("../../packages/plinth/src/index.ts");
type Running = Awaited<ReturnType<Plinth["startApplication"]>>;
interface Account {
  readonly cookie: string;
  readonly token: string;
  readonly csrf: string;
}

const variant = process.argv[2] ?? "session";
const publicUrl = "https://bench.example";
const coldTokens = 30_000;
/** The largest a declared limit may be; what the harness asks for without one is more. */
const perMinute = Math.min(readLimit(), 999_999_999);
const jwtSecret = randomBytes(48).toString("base64url");
// In the harness's own scratch folder, which goes away even if this process is killed.
const data = mkdtempSync(join(process.env["BENCH_SCRATCH"] ?? tmpdir(), "contestant-"));
process.on("exit", () => rmSync(data, { recursive: true, force: true }));

function declareModule({ defineModule, route, strictObject, Type, oneOf }: Plinth) {
  const policy = {
    access: { role: "user" },
    limit: `${perMinute}/minute`,
    responses: {
      200: strictObject({
        id: Type.String(),
        page: Type.Integer(),
        title: Type.String(),
        days: Type.Integer(),
        energyKcal: Type.Integer(),
        proteinG: Type.Number(),
        fatG: Type.Number(),
        carbG: Type.Number(),
        note: Type.String(),
        ok: Type.Boolean(),
      }),
    },
  } as const;
  const query = strictObject({ page: Type.Integer({ minimum: 1, maximum: lastPage }) });
  const body = strictObject({
    days: Type.Integer({ minimum: 1, maximum: 14 }),
    kcal: Type.Integer({ minimum: 800, maximum: 6000 }),
    diet: oneOf(["all", "vegetarian", "vegan"]),
  });
  return defineModule({
    name: "report",
    setup: () => ({}),
    routes: () => [
      route.get(routePath, { ...policy, summary: "Reads a report", query }, (request) =>
        answerFor(request.query.page),
      ),
      route.post(routePath, { ...policy, summary: "Asks for a report", body }, (request) =>
        answerFor(1, request.body.days, request.body.kcal),
      ),
    ],
  });
}

async function start(plinth: Plinth): Promise<Running> {
  const config = plinth.loadConfig({
    env: {
      PLINTH_ENV: "production",
      PLINTH_DATA: data,
      HOST: "127.0.0.1",
      PORT: String(await findPort()),
      PUBLIC_URL: publicUrl,
      SECRET_KEY: randomBytes(48).toString("base64url"),
      JWT_SECRET_KEY: jwtSecret,
      SMTP_URL: "smtp://127.0.0.1:1",
      MAIL_FROM: "no-reply@bench.example",
      ALLOWED_ORIGINS: JSON.stringify([allowedOrigin]),
      TRUSTED_PROXIES: '["127.0.0.1"]',
      DOCS_ACCESS: "public",
    },
  });
  return plinth.startApplication({
    definition: {
      name: "Contestant",
      version: "1.0.0",
      description: "One route under full policy",
      modules: [...plinth.identityModules, ...plinth.operationsModules, declareModule(plinth)],
    },
    config,
  });
}

async function ask(running: Running, path: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(`http://127.0.0.1:${running.address.port}${path}`, {
    ...init,
    headers: { "content-type": "application/json", ...forwardedHeaders, ...init.headers },
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

async function createAccount(running: Running, name: string, role: string): Promise<Account> {
  const email = `${name}@bench.example`;
  const password = "Correct-Horse-Battery7!";
  const json = (value: unknown) => ({ method: "POST", body: JSON.stringify(value) });
  await ask(running, "/api/v1/auth/signup", json({ email, password, name }));
  await setRole(running, email, role);
  const signedIn = await ask(running, "/api/v1/auth/signin", json({ email, password }));
  const { accessToken } = (await signedIn.json()) as { accessToken: string };
  const cookie = signedIn.headers
    .getSetCookie()
    .map((text) => text.split(";")[0])
    .join("; ");
  const given = await ask(running, "/api/csrf-token", { headers: { cookie } });
  const { token: csrf } = (await given.json()) as { token: string };
  return { cookie, token: accessToken, csrf };
}

/**
 * Roles are given by an administrator, and count once the address is confirmed; the contest has
 * neither and writes the table.
 */
async function setRole(running: Running, email: string, role: string): Promise<void> {
  await running.store
    .write<{ accounts: { email: string; role: string; email_verified_at: number } }>()
    .updateTable("accounts")
    .set({ role, email_verified_at: Date.now() })
    .where("email", "=", email)
    .execute();
}

/**
 * Further tokens of the same session, as refreshing would have given them. Signed here, because
 * asking for thirty thousand would take longer than the contest.
 */
async function multiply(plinth: Plinth, token: string): Promise<Credentials["rotation"]> {
  const { createKeyring } = await import("../../packages/plinth/src/crypto/index.ts");
  const key = createKeyring(new plinth.Secret(jwtSecret)).derive("access-token");
  const [head = "", payload = "", signature = ""] = token.split(".");
  const sign = (text: string) => createHmac("sha256", key).update(text).digest("base64url");
  if (sign(`${head}.${payload}`) !== signature) throw new Error("tokens are not signed as thought");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  return Array.from({ length: coldTokens }, () => {
    const text = JSON.stringify({ ...claims, jti: randomUUID() });
    const signed = `${head}.${Buffer.from(text).toString("base64url")}`;
    return { authorization: `Bearer ${signed}.${sign(signed)}` };
  });
}

async function chooseCredentials(
  plinth: Plinth,
  member: Account,
  outsider: Account,
): Promise<Credentials> {
  if (variant === "session") {
    const at = member.cookie.indexOf("=") + 1;
    const other = member.cookie[at] === "A" ? "B" : "A";
    return {
      member: { cookie: member.cookie },
      post: { "x-csrf-token": member.csrf, origin: publicUrl },
      outsider: { cookie: outsider.cookie },
      forged: { cookie: member.cookie.slice(0, at) + other + member.cookie.slice(at + 1) },
    };
  }
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const rotation = variant === "bearer-cold" ? await multiply(plinth, member.token) : undefined;
  return {
    member: bearer(member.token),
    outsider: bearer(outsider.token),
    forged: bearer(member.token.replace(/.....$/, "AAAAA")),
    ...(rotation ? { rotation } : {}),
  };
}

try {
  const plinth: Plinth = await import("../../packages/plinth/src/index.ts");
  const running = await start(plinth);
  const member = await createAccount(running, "member", "user");
  const outsider = await createAccount(running, "outsider", "visitor");
  announce({
    port: running.address.port,
    credentials: await chooseCredentials(plinth, member, outsider),
  });
  process.on("SIGTERM", () => {
    running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
} catch (error) {
  // Not a pass and not a fail: the harness prints this, and ends with an exit code of its own.
  const root = join(import.meta.dirname, "../..");
  const message = error instanceof Error ? error.message : String(error);
  const reason = message.replaceAll(`${root}/`, "").split("\n")[0];
  process.send?.({ notRun: `packages/plinth does not start: ${reason}` });
  console.error(error);
  process.exitCode = 1;
  process.disconnect?.();
}
