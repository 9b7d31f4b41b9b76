/**
 * Express as its own page on security asks for it: helmet with a policy of nonces, no X-Powered-By,
 * one origin for CORS, errors and unknown paths answered by itself, times that end slow clients.
 */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import cors from "cors";
import express from "express";
import helmet from "helmet";

const app = express();
app.disable("x-powered-by");
app.use((_request, response, next) => {
  response.locals.nonce = randomBytes(16).toString("base64");
  response.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  next();
});
app.use(
  helmet({
    // The proxy in front, which ends TLS, sends it.
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // The fallbacks are for browsers that know no nonces; others ignore them.
        scriptSrc: [
          (_request, response) => `'nonce-${response.locals.nonce}'`,
          "'strict-dynamic'",
          "'unsafe-inline'",
          "https:",
        ],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
  }),
);
app.use(cors({ origin: ["https://shop.example.org"], credentials: true }));
app.use(express.json({ limit: "20kb" }));

app.get("/", (_request, response) => {
  const { nonce } = response.locals;
  response.send(
    `<!doctype html><html lang="en"><head><title>Shop</title></head><body><h1>Shop</h1><script nonce="${nonce}">document.title += "!";</script></body></html>`,
  );
});

app.get("/health", (_request, response) => {
  response.json({ status: "ok", uptime: Math.round(process.uptime()) });
});

app.get("/api/products", (_request, response) => {
  response.set("Cache-Control", "no-store").json([{ id: 1, name: "Kettle" }]);
});

app.use((_request, response) => {
  response.status(404).json({ error: "not found" });
});

app.use((fault, _request, response, _next) => {
  const status = fault.status >= 400 && fault.status < 500 ? fault.status : 500;
  response.status(status).json({ error: status === 500 ? "internal error" : "bad request" });
});

const options = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
};
createServer(options, app).listen(Number(process.env.PORT), "127.0.0.1");
