import { type Agent, type RequestOptions, request } from "node:https";
import type { TLSSocket } from "node:tls";

/** What came back. */
export interface TlsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** Serial number of the certificate that the connection was opened with. */
  readonly serial: string;
  /** Whether the session was one that was begun before. */
  readonly isResumed: boolean;
}

/** Sends one request over TLS, trusting one authority alone; rejects when there is no whole answer. */
export const askTls = (
  url: string,
  options: RequestOptions & { readonly ca: string; readonly agent?: Agent | false },
  body?: string,
): Promise<TlsAnswer> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { timeout: 10_000, ...options }, (answer) => {
      const socket = answer.socket as TLSSocket;
      const serial = socket.getPeerX509Certificate?.()?.serialNumber ?? "";
      const isResumed = socket.isSessionReused();
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part: string) => {
        text += part;
      });
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text,
          serial,
          isResumed,
        }),
      );
      answer.on("error", reject);
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
    sent.on("error", reject);
    sent.end(body);
  });
