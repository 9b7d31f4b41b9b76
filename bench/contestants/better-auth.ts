import { DatabaseSync } from "node:sqlite";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { fromNodeHeaders } from "better-auth/node";
import { announce, createSecret, readPort, requiredRole } from "./contract.ts";
import { addReportRoute, createHardenedFastify } from "./fastify-hardening.ts";

/**
 * better-auth's session check behind the same hardening as the other Fastify contestant. Sessions
 * live in an in-memory SQLite (kinder than a file or a database server); everything else is
 * better-auth's default.
 */
const database = new DatabaseSync(":memory:");
const auth = betterAuth({
  secret: createSecret(),
  baseURL: "http://127.0.0.1",
  database,
  emailAndPassword: { enabled: true },
  telemetry: { enabled: false },
  user: {
    additionalFields: { role: { type: "string", input: false, defaultValue: "visitor" } },
  },
});
await (await getMigrations(auth.options)).runMigrations();

async function signUp(name: string): Promise<string> {
  const answer = await auth.api.signUpEmail({
    body: { email: `${name}@example.test`, password: "correct horse battery", name },
    asResponse: true,
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(";")[0];
  if (!cookie) throw new Error(`better-auth gave ${name} no cookie (status ${answer.status})`);
  return cookie;
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
    member: { cookie: member },
    outsider: { cookie: outsider },
    forged: { cookie: member.replace(/=./, (head) => (head === "=A" ? "=B" : "=A")) },
  },
});
