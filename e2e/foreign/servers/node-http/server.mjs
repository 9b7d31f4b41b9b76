/** Plain node:http as in its own documentation: a greeting as text, a list as JSON, nothing else. */
import { createServer } from "node:http";

const books = [
  { id: 1, title: "The Left Hand of Darkness" },
  { id: 2, title: "A Wizard of Earthsea" },
];

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  if (pathname === "/") {
    response.writeHead(200, { "Content-Type": "text/plain; charset=utf-8" });
    response.end("Hello, world\n");
  } else if (pathname === "/api/books") {
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify(books));
  } else {
    response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" });
    response.end("Not found\n");
  }
});

server.listen(Number(process.env.PORT), "127.0.0.1");
