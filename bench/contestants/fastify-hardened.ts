import jwt from "@fastify/jwt";
import { announce, bearerCredentials, createSecret, readPort, requiredRole } from "./contract.ts";
import { addReportRoute, createHardenedFastify } from "./fastify-hardening.ts";

/** Fastify hardened the usual way: helmet, cors, rate-limit, jwt, pino, prom-client, ajv. */
const secret = createSecret();
const app = await createHardenedFastify();
await app.register(jwt, { secret, verify: { algorithms: ["HS256"] } });

addReportRoute(app, async (request, reply) => {
  const claims = await request.jwtVerify<{ role: string }>();
  if (claims.role !== requiredRole) return reply.code(403).send({ error: "forbidden" });
  return undefined;
});

await app.listen({ port: 0, host: "127.0.0.1" });
announce({ port: readPort(app.server), credentials: bearerCredentials(secret) });
