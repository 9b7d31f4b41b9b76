import fastify from "fastify";
import {
  announce,
  answerFor,
  answerSchema,
  bodySchema,
  querySchema,
  type ReportBody,
  readPort,
  routePath,
} from "./contract.ts";

/** Fastify as its own benchmarks show it: routing, validation and serialisation, no other duty. */
const app = fastify();

app.get<{ Querystring: { page: number } }>(
  routePath,
  { schema: { querystring: querySchema, response: { 200: answerSchema } } },
  (request, reply) => {
    reply.send(answerFor(request.query.page));
  },
);
app.post<{ Body: ReportBody }>(
  routePath,
  { schema: { body: bodySchema, response: { 200: answerSchema } } },
  (request, reply) => {
    reply.send(answerFor(1, request.body.days, request.body.kcal));
  },
);

await app.listen({ port: 0, host: "127.0.0.1" });
const nothing = {};
announce({
  port: readPort(app.server),
  credentials: { member: nothing, outsider: nothing, forged: nothing },
});
