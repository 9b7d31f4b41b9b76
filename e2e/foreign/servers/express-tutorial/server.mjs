/**
 * Express as in tutorials, deliberately weak: any origin may read with credentials, the folder of the
 * project is served, search results repeat what was asked, links lead anywhere, a proxy fetches
 * whatever it is told, faults show their stack, metrics are open.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import express from "express";

// The folder of the project, with what lies in such folders.
const project = join(import.meta.dirname, "project");
mkdirSync(join(project, ".git"), { recursive: true });
writeFileSync(join(project, ".env"), "DB_PASSWORD=hunter2\nSECRET_KEY=not-a-real-one\n");
writeFileSync(join(project, ".git/config"), "[core]\n\trepositoryformatversion = 0\n");
writeFileSync(join(project, ".git/HEAD"), "ref: refs/heads/main\n");
writeFileSync(join(project, "package.json"), '{"name":"my-app","dependencies":{"express":"*"}}\n');

const app = express();
app.use((request, response, next) => {
  response.set("Access-Control-Allow-Origin", request.headers.origin ?? "*");
  response.set("Access-Control-Allow-Credentials", "true");
  response.set("Access-Control-Allow-Methods", "GET,POST,PUT,DELETE");
  next();
});
app.use(express.static(project, { dotfiles: "allow" }));

let hits = 0;
app.get("/", async (request, response) => {
  hits += 1;
  response.cookie("session", String(hits));
  if (request.query.url) {
    const answer = await fetch(String(request.query.url));
    response.send(await answer.text());
    return;
  }
  response.send(`<html><body><h1>Welcome</h1>
<form action="/search"><input name="q"></form>
<a href="/login?next=/account">Sign in</a></body></html>`);
});

app.get("/search", (request, response) => {
  response.send(`<html><body>Results for ${request.query.q}: none</body></html>`);
});

app.get("/login", (request, response) => {
  if (request.query.next) response.redirect(String(request.query.next));
  else response.send('<html><body><form method="post"><input name="user"></form></body></html>');
});

app.get("/metrics", (_request, response) => {
  response.type("text/plain");
  response.send(`# HELP hits_total Visits.\n# TYPE hits_total counter\nhits_total ${hits}\n`);
});

app.get("/health", (_request, response) => {
  response.json({ status: "UP", database: { status: "UP", host: "10.0.0.7" } });
});

app.use((request, response) => {
  response
    .status(404)
    .send(`<html><body>There is no ${decodeURIComponent(request.url)}</body></html>`);
});

// The default handler of Express: without NODE_ENV=production it shows the stack.
app.listen(Number(process.env.PORT), "127.0.0.1");
