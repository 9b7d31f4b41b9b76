import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { listen } from "../../../packages/plinth/src/testing/listening.ts";

/**
 * What must never be built, so that scanners have something to find: SQL from strings, input shown as
 * it came, no headers, no token in its form, a backup and secrets beside the pages, redirects to
 * anywhere, and a sign-in that counts nothing. Listens on loopback only.
 */
export interface WeakShop {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** The password of owner@example.org. */
export const WEAK_PASSWORD = "Tulpen-um-7-Uhr";

const FORM = `<html><head><title>Shop</title></head><body>
<form method="POST" action="/comment"><input type="text" name="comment"><input type="submit"></form>
<form method="GET" action="/greet"><input type="text" name="name"><input type="submit"></form>
<a href="/index.html">start</a> <a href="/greet?name=you">greet</a> <a href="/leave?to=/">leave</a> <a href="/search?q=apple">search</a>
</body></html>`;

const openDatabase = (): DatabaseSync => {
  const database = new DatabaseSync(":memory:");
  database.exec(`CREATE TABLE fruits (id INTEGER PRIMARY KEY, name TEXT, price REAL);
    INSERT INTO fruits (name, price) VALUES ('apple', 1.5), ('pear', 2);
    CREATE TABLE users (email TEXT, password TEXT);
    INSERT INTO users VALUES ('owner@example.org', '${WEAK_PASSWORD}');`);
  return database;
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const page = (body: string): Reply => ({
  status: 200,
  body,
  headers: { "Content-Type": "text/html", "Set-Cookie": "session=1" },
});

const signIn = (database: DatabaseSync, body: string): Reply => {
  const { email, password } = JSON.parse(body) as { email: string; password: string };
  const row = database
    .prepare(`SELECT email FROM users WHERE email = '${email}' AND password = '${password}'`)
    .get();
  return row === undefined
    ? { status: 401, body: '{"error":"wrong"}' }
    : { status: 200, body: JSON.stringify(row) };
};

const FILES: Readonly<Record<string, string>> = {
  "/index.html.bak": "<?php $password = 'hunter2';",
  "/index.bak": "backup",
  "/.env": "SECRET_KEY=hunter2",
  "/.git/HEAD": "ref: refs/heads/main",
  "/.htpasswd": "owner:hunter2",
};

const answer = async (database: DatabaseSync, request: IncomingMessage): Promise<Reply> => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const body = await readBody(request);
  switch (`${request.method} ${pathname}`) {
    case "GET /":
    case "GET /index.html":
      return page(FORM);
    case "GET /search": {
      const query = `SELECT name, price FROM fruits WHERE name = '${searchParams.get("q")}'`;
      return page(JSON.stringify(database.prepare(query).all()));
    }
    case "POST /signin":
      return signIn(database, body);
    case "GET /greet":
      return page(`<html><body>Hello ${searchParams.get("name")}</body></html>`);
    case "POST /comment":
      return page(`<html><body>${new URLSearchParams(body).get("comment")}</body></html>`);
    case "GET /leave":
      // Node itself refuses line breaks here; all else goes where the caller says.
      return {
        status: 302,
        body: "",
        headers: { Location: encodeURI(searchParams.get("to") ?? "/") },
      };
    default: {
      const file = request.method === "GET" ? FILES[pathname] : undefined;
      // The address comes back in the body, as frameworks do it that were never asked.
      return file === undefined
        ? { status: 404, body: `no ${request.url}`, headers: { "Content-Type": "text/plain" } }
        : { status: 200, body: file };
    }
  }
};

/** Starts it on a free port. */
export const startWeakShop = async (): Promise<WeakShop> => {
  const database = openDatabase();
  const send = (reply: ServerResponse, { status, body, headers = {} }: Reply): void => {
    reply.writeHead(status, headers).end(body);
  };
  const server = createServer((request, reply) => {
    answer(database, request).then(
      (given) => send(reply, given),
      // Tells what went wrong inside, as careless services do.
      (fault: unknown) => send(reply, { status: 500, body: String(fault) }),
    );
  });
  const { url, close } = await listen(server);
  return {
    url,
    stop: async () => {
      await close();
      database.close();
    },
  };
};
