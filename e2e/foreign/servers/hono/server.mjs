/** A JSON API with Hono, its secureHeaders and cors for one origin; no page at all. */
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { cors } from "hono/cors";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";

const app = new Hono();
// TLS ends in front of it, and so does Strict-Transport-Security.
app.use(secureHeaders({ strictTransportSecurity: false }));
app.use(requestId({ generator: () => `req_${Math.random().toString(36).slice(2, 12)}` }));
app.use("/v1/*", cors({ origin: "https://app.example.org" }));

app.get("/", (context) => context.json({ name: "weather", version: 1 }));
app.get("/v1/stations", (context) => context.json([{ id: "zrh", celsius: 11.5 }]));
app.get("/v1/stations/:id", (context) =>
  context.req.param("id") === "zrh"
    ? context.json({ id: "zrh", celsius: 11.5 })
    : context.json({ error: "no such station" }, 404),
);
app.get("/health", (context) => context.json({ status: "healthy" }));
app.get("/ready", (context) => context.text("ready"));

app.notFound((context) => context.json({ error: "not found" }, 404));
app.onError((_fault, context) => context.json({ error: "internal error" }, 500));

serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env.PORT) });
