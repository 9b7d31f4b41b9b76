import type { IncomingMessage, ServerResponse } from "node:http";
import { collectDefaultMetrics, Histogram, Registry } from "prom-client";

/** prom-client as Express and NestJS guides use it: one histogram observed when a reply ends. */
export function createPromMetrics() {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const duration = new Histogram({
    name: "http_request_duration_seconds",
    help: "Duration of requests in seconds",
    labelNames: ["method", "route", "status"],
    registers: [register],
  });
  return {
    contentType: register.contentType,
    render: () => register.metrics(),
    /** Counts the reply once it is sent; `route` is asked only then, when routing is done. */
    observe(request: IncomingMessage, response: ServerResponse, route: () => string): void {
      const end = duration.startTimer();
      response.on("finish", () =>
        end({ method: request.method ?? "", route: route(), status: response.statusCode }),
      );
    },
  };
}

/** What pino-http logs of a request: not the headers, which hold credentials. */
export function describeRequest(request: { id: unknown; method: string; url: string }) {
  return { id: request.id, method: request.method, url: request.url };
}
