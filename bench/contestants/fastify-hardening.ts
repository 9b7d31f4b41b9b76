import { randomUUID } from "node:crypto";
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { collectDefaultMetrics, Histogram, Registry } from "prom-client";
import {
  allowedOrigin,
  answerFor,
  answerSchema,
  bodySchema,
  querySchema,
  type ReportBody,
  readLimit,
  routePath,
} from "./contract.ts";

/** Rejects with 401 or 403, or lets the request through. */
export type Authorize = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

function addMetrics(app: FastifyInstance): void {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const duration = new Histogram({
    name: "http_request_duration_seconds",
    help: "Duration of requests in seconds",
    labelNames: ["method", "route", "status"],
    registers: [register],
  });
  app.addHook("onResponse", async (request, reply) => {
    duration.observe(
      {
        method: request.method,
        route: request.routeOptions.url ?? "unknown",
        status: reply.statusCode,
      },
      reply.elapsedTime / 1000,
    );
  });
  app.get("/metrics", async (_request, reply) => {
    reply.type(register.contentType);
    return register.metrics();
  });
}

/** Fastify with the plugins one finds in every hardening guide, in their documented use. */
export async function createHardenedFastify(): Promise<FastifyInstance> {
  const app = fastify({ trustProxy: "loopback", logger: true, genReqId: () => randomUUID() });
  await app.register(helmet);
  await app.register(cors, { origin: [allowedOrigin], credentials: true });
  await app.register(rateLimit, { max: readLimit(), timeWindow: 60_000 });
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  addMetrics(app);
  return app;
}

/** The contest's route, behind `authorize`. */
export function addReportRoute(app: FastifyInstance, authorize: Authorize): void {
  app.get<{ Querystring: { page: number } }>(
    routePath,
    { onRequest: authorize, schema: { querystring: querySchema, response: { 200: answerSchema } } },
    async (request) => answerFor(request.query.page),
  );
  app.post<{ Body: ReportBody }>(
    routePath,
    { onRequest: authorize, schema: { body: bodySchema, response: { 200: answerSchema } } },
    async (request) => answerFor(1, request.body.days, request.body.kcal),
  );
}
