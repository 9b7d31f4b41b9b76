import { DatabaseSync } from "node:sqlite";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { fromNodeHeaders } from "better-auth/node";
import { bearer } from "better-auth/plugins";
import { announce, createSecret, readPort, requiredRole } from "./contract.ts";
import { addReportRoute, createHardenedFastify } from "./fastify-hardening.ts";

/**
 * better-auth's session check behind the same hardening as the other Fastify contestant. Sessions
 * live in an in-memory SQLite (kinder than a file or a database server); everything else is
 * better-auth's default. Argument: `session` (cookie) or `bearer` (its plugin for tokens).
 */
const isBearer = process.argv[2] === "bearer";
const database = new DatabaseSync(":memory:");
const auth = betterAuth({
  secret: createSecret(),
  baseURL: "http://127.0.0.1",
  database,
  emailAndPassword: { enabled: true },
  telemetry: { enabled: false },
  plugins: isBearer ? [bearer()] : [],
  user: {
    additionalFields: { role: { type: "string", input: false, defaultValue: "visitor" } },
  },
});
await (await getMigrations(auth.options)).runMigrations();

type Headers = Readonly<Record<string, string>>;
const alter = (text: string, at: number) =>
  text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);

/** The headers of somebody new, and the same with one character altered. */
async function signUp(name: string): Promise<{ readonly good: Headers; readonly forged: Headers }> {
  const answer = await auth.api.signUpEmail({
    body: { email: `${name}@example.test`, password: "correct horse battery", name },
    asResponse: true,
  });
  const token = answer.headers.get("set-auth-token");
  const cookie = answer.headers.getSetCookie()[0]?.split(";")[0];
  const given = isBearer ? token : cookie;
  if (!given) throw new Error(`better-auth gave ${name} nothing (status ${answer.status})`);
  const headers = (text: string): Headers =>
    isBearer ? { authorization: `Bearer ${text}` } : { cookie: text };
  return { good: headers(given), forged: headers(alter(given, given.indexOf("=") + 1)) };
}

const member = await signUp("member");
const outsider = await signUp("outsider");
database
  .prepare("UPDATE user SET role = ? WHERE email = ?")
  .run(requiredRole, "member@example.test");

const app = await createHardenedFastify();
addReportRoute(app, async (request, reply) => {
  const session = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) });
  if (!session) return reply.code(401).send({ error: "unauthorized" });
  if (session.user.role !== requiredRole) return reply.code(403).send({ error: "forbidden" });
  return undefined;
});

await app.listen({ port: 0, host: "127.0.0.1" });
announce({
  port: readPort(app.server),
  credentials: {
    member: member.good,
    outsider: outsider.good,
    forged: member.forged,
  },
});
