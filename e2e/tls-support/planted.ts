import { createServer as createHttpServer, type Server } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TestCertificate } from "./certificates.ts";

/** A server on a free port of 127.0.0.1. */
export interface Planted {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

const PAGE = `<!doctype html><html lang="en"><title>Planted</title><script>1</script></html>`;

const listen = (server: Server): Promise<Planted> =>
  new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      const stop = () =>
        new Promise<void>((done) => {
          server.close(() => done());
          server.closeAllConnections();
        });
      resolve({ port, stop });
    });
  });

/** What scanners must find fault with: TLS 1.0, CBC, no authentication, no security header at all. */
export const plantWeakTls = ({ chain, key }: TestCertificate): Promise<Planted> =>
  listen(
    createServer(
      { cert: chain, key, minVersion: "TLSv1", ciphers: "ALL:eNULL:@SECLEVEL=0" },
      (_, reply) => {
        reply.setHeader("Content-Type", "text/html");
        reply.end(PAGE);
      },
    ),
  );

/** An application that knows nothing of headers, for the gateway to stand in front of. */
export const plantUpstream = (): Promise<Planted> =>
  listen(
    createHttpServer((_, reply) => {
      reply.setHeader("Content-Type", "text/html; charset=utf-8");
      reply.end(PAGE.replace("<script>1</script>", ""));
    }),
  );
