import { afterAll, beforeAll, expect, test } from "vitest";
import { defineErrors } from "#core";
import { type Authenticator, type ProblemDocument, route } from "#http";
import { defineModule } from "#modules/contract";
import { type OpenApiDocument, shortText, strictObject, Type } from "#policy";
import { startTestApplication, type TestApplication } from "../../testing/test-application.ts";
import { docs } from "./index.ts";

const HOSTILE = '<script>alert("summary")</script>';

const greetings = defineModule({
  name: "greetings",
  errors: defineErrors({
    GREETING_REFUSED: {
      status: 422,
      title: "Nobody is greeted like that",
      explanation: "The member `name` holds a word that is not greeted.",
    },
  }),
  setup: () => ({}),
  routes: () => [
    route.post(
      "/api/v1/greetings/:language",
      {
        access: { public: true, because: "greets everyone alike" },
        summary: `Greets ${HOSTILE}`,
        limit: "7/minute",
        params: strictObject({ language: shortText({ max: 5 }) }),
        body: strictObject({ name: shortText() }),
        responses: { 200: strictObject({ hello: Type.String() }) },
        errors: ["GREETING_REFUSED"],
        example: { name: "Ada" },
        audit: "greeting.given",
      },
      (request) => ({ hello: request.body.name }),
    ),
  ],
});

/** Callers by the bearer token that is their role. */
const callers = defineModule({
  name: "callers",
  setup: () => ({}),
  authenticator: (): Authenticator => ({
    cookieName: "session",
    authenticate: ({ bearer = "" }) => ({
      userId: "01890a5d-ac96-774b-bcce-b302099a8057",
      role: bearer,
      permissions: [],
      tier: "free",
      sessionId: "01890a5d-ac96-774b-bcce-b302099a8058",
      method: "bearer",
      assurance: 1,
      authenticatedAt: 0,
      lacksSecondFactor: false,
    }),
  }),
});

const start = (access: string) =>
  startTestApplication({ modules: [docs, greetings, callers], env: { DOCS_ACCESS: access } });

const linksIn = (page: string): readonly string[] =>
  [...page.matchAll(/(?:href|src)="([^"]+)"/g)].map((match) =>
    (match[1] ?? "").replaceAll("&amp;", "&"),
  );

let open: TestApplication;
beforeAll(async () => {
  open = await start("public");
});
afterAll(() => open.stop());

const pageOf = async (path: string): Promise<string> => {
  const answer = await open.fetch(path);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
  return answer.text();
};

test("DOC-01: /docs is HTML with nothing inline, so that it works under its CSP", async () => {
  const answer = await open.fetch("/docs");
  const page = await answer.text();
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'self'");
  expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:|<script(?! src="\/docs\/)/);
});

test("DOC-01: /docs shows every route with its policy; what a module says is escaped", async () => {
  const page = await pageOf("/docs");
  for (const { method, path } of open.policies) {
    const shown = path.replace(/:([a-zA-Z]+)/g, "{$1}");
    expect(page, `${method} ${path}`).toContain(`<h3 class="path">${shown}</h3>`);
  }
  expect(page).toContain("everyone: greets everyone alike");
  expect(page).toContain("7/minute by address");
  expect(page).toContain("greeting.given");
  expect(page).toContain('data-path="/api/v1/greetings/{language}"');
  expect(page).not.toContain(HOSTILE);
  expect(page).toContain("&lt;script&gt;alert(&quot;summary&quot;)&lt;/script&gt;");
});

test("DOC-02: no link of the documentation is broken", async () => {
  const pending = ["/docs", "/docs/errors"];
  const seen = new Set<string>();
  for (const address of pending) {
    const [path = ""] = address.split("#");
    if (path === "" || seen.has(path)) continue;
    seen.add(path);
    const answer = await open.fetch(path);
    expect(answer.status, path).toBe(200);
    const isPage = answer.headers.get("content-type")?.startsWith("text/html") === true;
    if (isPage) pending.push(...linksIn(await answer.text()));
  }
  expect(seen.size).toBeGreaterThan(20);
});

test("DOC-02: links into a page have their target", async () => {
  const page = await pageOf("/docs");
  const ids = new Set([...page.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]));
  const wanted = linksIn(page).filter((link) => link.startsWith("#"));
  expect(wanted.length).toBeGreaterThan(5);
  expect(wanted.filter((link) => !ids.has(link.slice(1)))).toEqual([]);
});

test("POL-05: /docs/json is OpenAPI 3.1 with every policy in it", async () => {
  const document = (await (await open.fetch("/docs/json")).json()) as OpenApiDocument;
  expect(document.openapi).toBe("3.1.0");
  const operation = document.paths["/api/v1/greetings/{language}"]?.["post"];
  const content = operation?.["requestBody"];
  expect(operation?.["x-plinth-policy"]).toMatchObject({
    audit: "greeting.given",
    limits: [{ windows: [{ limit: 7, seconds: 60 }] }],
  });
  expect(content).toMatchObject({ content: { "application/json": { example: { name: "Ada" } } } });
  const count = Object.values(document.paths).flatMap((item) => Object.keys(item)).length;
  expect(count).toBe(open.policies.length);
});

test("ERR-07: every code of the catalogue has a page that explains it", async () => {
  const codes = Object.entries(open.view.catalogue());
  expect(codes.length).toBeGreaterThan(10);
  for (const [code, { title, status }] of codes) {
    const page = await pageOf(`/docs/errors/${code}`);
    expect(page).toContain(`<code>${code}</code>`);
    expect(page).toContain(`<code class="status">${status}</code>`);
    expect(page).toContain(title.replaceAll("'", "&#39;"));
  }
  const own = await pageOf("/docs/errors/GREETING_REFUSED");
  expect(own).toContain("The member <code>name</code> holds a word");
  expect(own).toContain("/api/v1/greetings/{language}");
});

test("ERR-07: the documentation address of a real error answers and names its code", async () => {
  const problem = (await (await open.fetch("/no/such/path")).json()) as ProblemDocument;
  const { pathname } = new URL(problem.documentationUrl);
  expect(await pageOf(pathname)).toContain(problem.code);
});

test.each(["NOPE", "not_found", "__proto__", "constructor", "%3Cscript%3E"])(
  "ERR-07: the unknown code %s is 404 and is not echoed",
  async (code) => {
    const answer = await open.fetch(`/docs/errors/${code}`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain(decodeURIComponent(code));
  },
);

test("P-051: style, script and icon are cached for a year under the hash of their content", async () => {
  const page = await pageOf("/docs");
  const files = linksIn(page).filter((link) => link.includes("?v="));
  expect(files.map((file) => file.split("?")[0]).toSorted()).toEqual([
    "/docs/docs.css",
    "/docs/docs.js",
    "/docs/docs.svg",
  ]);
  for (const file of files) {
    const answer = await open.fetch(file);
    expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const etag = answer.headers.get("etag") ?? "";
    const again = await open.fetch(file, { headers: { "If-None-Match": etag } });
    expect(again.status).toBe(304);
    expect((await open.fetch(file.replace("?v=", "?v=other"))).status).toBe(404);
  }
});

test.each(["br", "gzip", "gzip;q=0, br", "identity"])(
  "P-053: Accept-Encoding %s gives the same bytes, and says that they vary",
  async (accepted) => {
    const plain = await open.fetch("/docs", { headers: { "Accept-Encoding": "identity" } });
    const answer = await open.fetch("/docs", { headers: { "Accept-Encoding": accepted } });
    expect(answer.headers.get("vary")).toContain("Accept-Encoding");
    const wanted = accepted === "identity" ? null : accepted.includes("br") ? "br" : "gzip";
    expect(answer.headers.get("content-encoding")).toBe(wanted);
    expect(await answer.text()).toBe(await plain.text());
  },
);

test("DOC-01: admin-only hides the reference from others, and its routes from the error pages", async () => {
  const application = await start("admin");
  for (const path of ["/docs", "/docs/json"]) {
    const statusAs = async (role: string) =>
      (await application.fetch(path, { headers: { Authorization: `Bearer ${role}` } })).status;
    expect((await application.fetch(path)).status, path).toBe(401);
    expect(await statusAs("user"), path).toBe(403);
    expect(await statusAs("admin"), path).toBe(200);
  }
  const page = await (await application.fetch("/docs/errors/GREETING_REFUSED")).text();
  expect(page).toContain("Nobody is greeted like that");
  expect(page).not.toContain("/api/v1/greetings");
  expect(linksIn(page)).not.toContain("/docs");
  await application.stop();
});

test("DOC-01: off leaves nothing but the pages that problem documents link to", async () => {
  const application = await start("off");
  for (const path of ["/docs", "/docs/json", "/docs/docs.js"]) {
    expect((await application.fetch(path)).status, path).toBe(404);
  }
  const page = await (await application.fetch("/docs/errors")).text();
  for (const link of linksIn(page).filter((address) => address.startsWith("/"))) {
    expect((await application.fetch(link)).status, link).toBe(200);
  }
  await application.stop();
});
