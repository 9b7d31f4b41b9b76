import { createServer, type IncomingMessage } from "node:http";
import { announce, answerFor, type ReportBody, readPort } from "./contract.ts";

/** Bare `node:http`: no duty at all, only JSON in and out. The floor of every ratio. */
function readBody(request: IncomingMessage, done: (body: ReportBody) => void): void {
  let text = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    text += chunk;
  });
  request.on("end", () => done(JSON.parse(text)));
}

const server = createServer((request, response) => {
  const send = (value: unknown) => {
    const body = JSON.stringify(value);
    response.writeHead(200, {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
    });
    response.end(body);
  };
  if (request.method === "POST")
    readBody(request, (body) => send(answerFor(1, body.days, body.kcal)));
  else send(answerFor(1));
});

server.listen(0, "127.0.0.1", () => {
  const nothing = {};
  announce({
    port: readPort(server),
    credentials: { member: nothing, outsider: nothing, forged: nothing },
  });
});
