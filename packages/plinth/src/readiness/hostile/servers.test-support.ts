import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { makeTestCertificate } from "../../testing/certificates.ts";

/** A server of a test. */
export interface Hostile {
  readonly url: string;
  readonly stop: () => Promise<void>;
  /** First lines of the requests that came. */
  readonly asked: readonly string[];
}

const started = async (
  server: Server,
  asked: readonly string[],
  scheme = "http",
): Promise<Hostile> => {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};

/** Answers every request, as soon as its head is there, by writing to the bare connection. */
export const startRaw = (answer: (socket: Socket, path: string) => void): Promise<Hostile> => {
  const asked: string[] = [];
  const server = createServer((socket) => {
    let head = "";
    socket.on("data", (bytes: Buffer) => {
      if (head.includes("\r\n\r\n")) return;
      head += bytes.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      asked.push(head.split("\r\n")[0] ?? "");
      answer(socket, head.split(" ")[1] ?? "");
    });
  });
  return started(server, asked);
};

/** Answers every request as told. */
export const startHttp = (listener: RequestListener): Promise<Hostile> => {
  const asked: string[] = [];
  const server = createHttp((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  return started(server, asked);
};

/** Shows a certificate that nobody vouches for; `ca` is what would vouch for it. */
export const startUntrusted = async (): Promise<Hostile & { readonly ca: string }> => {
  const { chain, key } = makeTestCertificate();
  const server = createHttps({ cert: chain, key }, (_, response) => response.end("fine"));
  return { ...(await started(server, [], "https")), ca: chain };
};

const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";

/** Writes until nobody listens any more, without filling the memory of this process. */
const pour = (socket: Socket, piece: Buffer | string): void => {
  const more = (): void => {
    while (!socket.destroyed) if (!socket.write(piece)) return;
  };
  socket.on("drain", more);
  more();
};

/** A piece at a time, for ever. */
const drip = (socket: Socket, piece: string): void => {
  const timer = setInterval(() => socket.write(piece), 10);
  socket.on("close", () => clearInterval(timer));
};

/** Ten megabytes of nothing in ten kilobytes. */
const BOMB = gzipSync(Buffer.alloc(10_000_000));

/** Sends the beginning of a good answer, then goes on as told. */
const after =
  (beginning: string, then: (socket: Socket) => void) =>
  (socket: Socket): void => {
    socket.write(beginning);
    then(socket);
  };

const CHUNKS = "1\r\nx\r\n".repeat(5_000);
const UPGRADE = "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n";

/** A way to give no answer that can be used, with what the audit says of it. */
export interface Unusable {
  readonly name: string;
  readonly answer: (socket: Socket) => void;
  readonly said: RegExp;
}

/** Every one of them. */
export const UNUSABLE: readonly Unusable[] = [
  {
    name: "says nothing",
    answer: () => undefined,
    said: /gives no whole answer .*no answer in \d+ ms/,
  },
  {
    name: "hangs up",
    answer: (socket) => socket.destroy(),
    said: /breaks off instead of answering/,
  },
  {
    name: "answers garbage",
    answer: (socket) => socket.end("\u0000\u001b[2Jno such thing\r\n\r\n"),
    said: /does not speak HTTP.*HPE_/,
  },
  {
    name: "speaks another protocol",
    answer: (socket) => socket.end("220 mail ESMTP\r\n"),
    said: /does not speak HTTP/,
  },
  {
    name: "streams for ever",
    answer: after(`${HEAD}\r\n`, (socket) => pour(socket, "x".repeat(65_536))),
    said: /answers more than is read|no whole answer/,
  },
  {
    name: "drips its head",
    answer: after(HEAD, (socket) => drip(socket, "X-A: b\r\n")),
    said: /no whole answer/,
  },
  {
    name: "drips its body",
    answer: after(`${HEAD}\r\n`, (socket) => drip(socket, "x")),
    said: /no whole answer/,
  },
  {
    name: "floods with headers",
    answer: after(HEAD, (socket) => pour(socket, `X-A: ${"b".repeat(900)}\r\n`)),
    said: /HPE_HEADER_OVERFLOW/,
  },
  {
    name: "says 100 for ever",
    answer: (socket) => pour(socket, "HTTP/1.1 100 Continue\r\n\r\n"),
    said: /no whole answer/,
  },
  {
    name: "changes the protocol",
    answer: (socket) => socket.write(UPGRADE),
    said: /changes the protocol/,
  },
  {
    name: "announces more than it sends",
    answer: (socket) => socket.end(`${HEAD}Content-Length: 99\r\n\r\nx`),
    said: /breaks off/,
  },
  {
    name: "sends a million tiny chunks",
    answer: after(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`, (socket) => pour(socket, CHUNKS)),
    said: /no whole answer|answers more than is read/,
  },
];

/** What a page of a target says to whoever reads the report. */
export const INJECTION =
  "\u001b]0;owned\u0007\u001b[2J\u009b31m<script>alert(1)</script><img src=x onerror=alert(1)>```\n# All is well\n[click](javascript:alert(1)) | a | \u202egnp.exe";

/** Answers that can be used, and are meant to hurt whoever reads them. */
export const USABLE: readonly (readonly [name: string, listener: RequestListener])[] = [
  [
    "redirects for ever",
    (request, response) => response.writeHead(302, { Location: `${request.url}x` }).end(),
  ],
  [
    "redirects to another host",
    (_, response) => response.writeHead(301, { Location: "http://attacker.invalid/" }).end(),
  ],
  [
    "sends a decompression bomb",
    (_, response) =>
      response
        .writeHead(200, { "Content-Encoding": "gzip", "Content-Type": "text/html" })
        .end(BOMB),
  ],
  [
    "writes to the report",
    (_, response) => {
      const headers = [
        "Server",
        "Express/4\u009b2J<script>alert(1)</script>",
        "Set-Cookie",
        "sid=\u009b31m<b>; Path=/",
        "Content-Type",
        "text/html",
      ];
      response.writeHead(500, headers).end(`at f (/home/x/y.js:1:1) ${INJECTION}`);
    },
  ],
];

/** A document that asks the auditor for the impossible. */
export const hostileDocument = (): unknown => {
  const policy = {
    access: { kind: "public" },
    limits: [],
    produces: "json",
    inspect: { fields: [] },
  };
  const greedy = {
    type: "array",
    minItems: 1e9,
    items: { type: "array", minItems: 1e9, items: { type: "string", minLength: 1e9 } },
  };
  const schema = {
    type: "object",
    required: ["slow", "large", "many"],
    properties: {
      slow: { type: "string", pattern: "^([0-9-]+)*\\u0001$" },
      large: { type: "string", minLength: 1e9 },
      many: greedy,
    },
  };
  const operation = {
    "x-plinth-policy": policy,
    parameters: [{ name: "id", in: "query", required: true, schema: schema.properties.slow }],
    requestBody: { content: { "application/json": { schema } } },
  };
  return {
    openapi: "3.1.0",
    paths: { "/a": { get: operation, post: operation }, "/b": null, "/c": { get: 7, post: null } },
  };
};
