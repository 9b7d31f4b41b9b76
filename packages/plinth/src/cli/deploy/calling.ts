import { nodeHttp } from "#core";
import type { GateAnswer, GateQuestion } from "#ops/deploy";

/** An address of documentation (RFC 5737), for whom calls count that nobody made. */
const NOBODY = "192.0.2.176";

/**
 * Asks a slot something as the front would. Rejects where no answer comes within `limitMs`.
 */
export const callSlot = (
  origin: string,
  question: GateQuestion,
  limitMs: number,
): Promise<GateAnswer> =>
  new Promise((resolve, reject) => {
    const { method = "GET", path, body = "", from = NOBODY } = question;
    const { hostname, port } = new URL(origin);
    const signal = AbortSignal.timeout(limitMs);
    const asking = nodeHttp.request({
      ...{ hostname, port, method, path, signal },
      agent: false,
      headers: {
        ...question.headers,
        // Without the second it would be sent to where people reach it.
        ...(from === null ? {} : { "X-Forwarded-For": from, "X-Forwarded-Proto": "https" }),
        "Content-Length": String(Buffer.byteLength(body)),
      },
    });
    asking.once("error", (fault) =>
      reject(signal.aborted ? new Error(`no answer to ${path} in ${limitMs} ms`) : fault),
    );
    asking.once("response", (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.once("error", reject);
      response.once("end", () => {
        const headers = Object.entries(response.headers).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.join(", ") : value,
        ]);
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(headers),
          body: Buffer.concat(parts).toString(),
        });
      });
    });
    asking.end(body);
  });
