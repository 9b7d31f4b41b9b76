import { BootError } from "#core";
import type { HttpServer, ListenAddress } from "#http";

/**
 * Listens where the settings say. @throws {BootError} naming the variable where that is not possible.
 */
export const listen = async (
  server: HttpServer,
  host: string,
  port: number,
  variable: string,
): Promise<ListenAddress> => {
  try {
    return await server.listen({ host, port });
  } catch (fault) {
    const code = (fault as NodeJS.ErrnoException).code ?? "unknown";
    const reason =
      code === "EADDRINUSE"
        ? `port ${port} on ${host} is in use; stop the other program or set ${variable}`
        : `cannot listen on ${host} port ${port} (${code}); set HOST and ${variable}`;
    throw new BootError([reason]);
  }
};
