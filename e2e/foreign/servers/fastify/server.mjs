/**
 * A careful Fastify service: helmet with a policy of its own, an OpenAPI document at the address
 * where Plinth has its own, health and metrics in the words of others.
 */
import helmet from "@fastify/helmet";
import Fastify from "fastify";

const app = Fastify({
  connectionTimeout: 10_000,
  requestTimeout: 10_000,
  http: {
    headersTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
  },
});
await app.register(helmet, {
  // Sent by the proxy in front, which ends TLS.
  strictTransportSecurity: false,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'self'"],
      frameAncestors: ["'self'"],
    },
  },
});
app.addHook("onSend", async (_request, reply) => {
  reply.header("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()");
});

let requests = 0;
app.addHook("onRequest", async () => {
  requests += 1;
});

app.get("/", async (_request, reply) =>
  reply
    .type("text/html; charset=utf-8")
    .send(
      '<!doctype html><html lang="en"><head><title>Trains</title></head><body>Trains</body></html>',
    ),
);
app.get("/api/trains", async () => [{ from: "Chur", to: "Arosa" }]);
app.get("/health", async () => ({ status: "healthy", uptime: process.uptime() }));
app.get("/ready", async (_request, reply) => reply.code(204).send());
app.get("/metrics", async (request, reply) => {
  // For the collector on this machine; what came through the proxy is refused.
  if (request.headers["x-forwarded-for"] !== undefined) return reply.code(403).send();
  return reply
    .type("text/plain; version=0.0.4; charset=utf-8")
    .send(
      `# HELP app_requests_total Requests.\n# TYPE app_requests_total counter\napp_requests_total ${requests}\n`,
    );
});
app.get("/docs/json", async () => ({
  openapi: "3.1.0",
  info: { title: "Trains", version: "1.0.0" },
  paths: {
    "/api/trains": {
      get: { summary: "All trains", responses: { 200: { description: "A list" } } },
    },
  },
}));

app.setNotFoundHandler(async (_request, reply) =>
  reply.code(404).type("application/problem+json").send({ title: "Not found", status: 404 }),
);

await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
