import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:https";
import { type Listening, listen } from "../../packages/plinth/src/testing/listening.ts";
import type { TestCertificate } from "./certificates.ts";

const PAGE = `<!doctype html><html lang="en"><title>Planted</title><script>1</script></html>`;

/** What scanners must find fault with: TLS 1.0, CBC, no authentication, no security header at all. */
export const plantWeakTls = async ({ chain, key }: TestCertificate): Promise<Listening> => {
  const server = createServer(
    { cert: chain, key, minVersion: "TLSv1", ciphers: "ALL:eNULL:@SECLEVEL=0" },
    (_, reply) => {
      reply.setHeader("Content-Type", "text/html");
      reply.end(PAGE);
    },
  );
  const { port, close } = await listen(server);
  return { url: `https://127.0.0.1:${port}`, port, close };
};

/** An application that knows nothing of headers, for the gateway to stand in front of. */
export const plantUpstream = (): Promise<Listening> =>
  listen(
    createHttpServer((_, reply) => {
      reply.setHeader("Content-Type", "text/html; charset=utf-8");
      reply.end(PAGE.replace("<script>1</script>", ""));
    }),
  );
