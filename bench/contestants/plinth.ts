import { createHmac, randomUUID } from "node:crypto";
import { announce, type Credentials, readLimit } from "./contract.ts";
import {
  ask,
  goodPassword,
  jwtSecret,
  type Plinth,
  publicUrl,
  type Running,
  serve,
  startPlinth,
} from "./plinth-app.ts";
import { declareReport } from "./plinth-report.ts";

/**
 * Plinth from source, in its production profile, with the route of the contest under full policy.
 * Argument: `session` (cookie), `personal` (the same, and the answer is data of a person), `bearer` (one token, so the cache of verified tokens serves it) or
 * `bearer-cold` (more tokens in turn than any cache keeps, so each request verifies a signature).
 */
interface Account {
  readonly cookie: string;
  readonly token: string;
  readonly csrf: string;
}

const variant = process.argv[2] ?? "session";
const isPersonal = variant === "personal";
const dataClass = isPersonal ? "personal" : "internal";
const coldTokens = 30_000;
/** The largest a declared limit may be; what the harness asks for without one is more. */
const perMinute = Math.min(readLimit(), 999_999_999);

async function createAccount(running: Running, name: string, role: string): Promise<Account> {
  const email = `${name}@bench.example`;
  const password = goodPassword;
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
  if (variant === "session" || isPersonal) {
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

await serve(async (plinth) => {
  const running = await startPlinth({
    plinth,
    modules: [declareReport(plinth, perMinute, dataClass)],
  });
  const member = await createAccount(running, "member", "user");
  const outsider = await createAccount(running, "outsider", "visitor");
  announce({
    port: running.address.port,
    credentials: await chooseCredentials(plinth, member, outsider),
  });
  return running;
});
