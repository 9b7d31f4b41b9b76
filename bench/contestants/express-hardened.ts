import { createSecretKey, randomUUID } from "node:crypto";
import cors from "cors";
import express, { type NextFunction, type Request, type Response } from "express";
import { rateLimit } from "express-rate-limit";
import helmet from "helmet";
import jsonwebtoken from "jsonwebtoken";
import { pinoHttp } from "pino-http";
import { z } from "zod";
import {
  allowedOrigin,
  announce,
  answerFor,
  bearerCredentials,
  createSecret,
  lastPage,
  readLimit,
  readPort,
  requiredRole,
  routePath,
} from "./contract.ts";
import { createPromMetrics, describeRequest } from "./telemetry.ts";

/**
 * Express 5 hardened the usual way: helmet, cors, express-rate-limit, jsonwebtoken, pino-http,
 * prom-client, zod. The key is a KeyObject, which is kinder than the string one usually sees.
 */
const secret = createSecret();
const key = createSecretKey(Buffer.from(secret));
const metrics = createPromMetrics();
const query = z.strictObject({ page: z.coerce.number().int().min(1).max(lastPage) });
const body = z.strictObject({
  days: z.number().int().min(1).max(14),
  kcal: z.number().int().min(800).max(6000),
  diet: z.enum(["all", "vegetarian", "vegan"]),
});

function authorize(request: Request, response: Response, next: NextFunction): void {
  const token = request.headers.authorization?.replace(/^Bearer /, "");
  try {
    const claims = jsonwebtoken.verify(token ?? "", key, { algorithms: ["HS256"] });
    if (typeof claims === "string" || claims["role"] !== requiredRole) {
      response.status(403).json({ error: "forbidden" });
      return;
    }
  } catch {
    response.status(401).json({ error: "unauthorized" });
    return;
  }
  next();
}

const app = express();
app.set("trust proxy", "loopback");
app.use(
  pinoHttp({
    serializers: { req: describeRequest },
    genReqId: (_request, response) => {
      const id = randomUUID();
      response.setHeader("x-request-id", id);
      return id;
    },
  }),
);
app.use((request, response, next) => {
  metrics.observe(request, response, () => request.route?.path ?? "unknown");
  next();
});
app.use(helmet());
app.use(cors({ origin: [allowedOrigin], credentials: true }));
app.use(
  rateLimit({
    windowMs: 60_000,
    limit: readLimit(),
    standardHeaders: "draft-8",
    legacyHeaders: false,
  }),
);
app.use(express.json({ limit: "64kb" }));
app.get("/metrics", async (_request, response) => {
  response.type(metrics.contentType).send(await metrics.render());
});
app.get(routePath, authorize, (request, response) => {
  const checked = query.safeParse(request.query);
  if (checked.success) response.json(answerFor(checked.data.page));
  else response.status(400).json({ error: "invalid", issues: checked.error.issues });
});
app.post(routePath, authorize, (request, response) => {
  const checked = body.safeParse(request.body);
  if (checked.success) response.json(answerFor(1, checked.data.days, checked.data.kcal));
  else response.status(400).json({ error: "invalid", issues: checked.error.issues });
});

const server = app.listen(0, "127.0.0.1", () => {
  announce({ port: readPort(server), credentials: bearerCredentials(secret) });
});
