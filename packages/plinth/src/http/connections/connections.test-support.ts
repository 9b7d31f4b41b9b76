import type { Socket } from "node:net";
import type { SecurityEvent } from "#core";
import { startKernel, type TestKernel } from "../kernel.test-support.ts";
import { route } from "../route.ts";
import { openSocket } from "./raw.test-support.ts";
import type { ConnectionSettings } from "./settings.ts";

/** One whole request. */
export const GET = "GET / HTTP/1.1\r\nHost: t\r\n\r\n";

const routes = [
  route.get(
    "/",
    {
      access: { public: true, because: "only for this test" },
      summary: "A test",
      responses: { 200: { type: "string" } },
    },
    () => "ok",
  ),
];

/** A kernel whose connections are looked at, and the connections to it. */
export interface ConnectionBench {
  readonly kernel: TestKernel;
  /** Opens a connection that ends with the bench. */
  readonly open: (from?: string) => Promise<Socket>;
  /** Value of the series of this name and labels. */
  readonly metric: (line: string) => string | undefined;
  /** Security events, in order. */
  readonly told: readonly SecurityEvent[];
  readonly stop: () => Promise<void>;
}

/** Starts a kernel with these settings of its connections. */
export const startConnections = async (
  connections: Partial<ConnectionSettings>,
): Promise<ConnectionBench> => {
  const told: SecurityEvent[] = [];
  const emit = (_: string, event: unknown) => void told.push(event as SecurityEvent);
  const kernel = await startKernel(routes, { server: { connections, events: { emit } } });
  const sockets: Socket[] = [];
  return {
    kernel,
    told,
    open: async (from) => {
      const socket = await openSocket(kernel.port, from);
      sockets.push(socket);
      return socket;
    },
    metric: (line) =>
      kernel.metrics
        .render()
        .split("\n")
        .find((one) => one.startsWith(`${line} `))
        ?.slice(line.length + 1),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await kernel.stop();
    },
  };
};
