import { connect } from "node:net";
import { text as readAll } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Type } from "#policy";
import { startKernel, type TestKernel } from "../kernel.test-support.ts";
import { type Route, route } from "../route.ts";
import { originForm } from "./paths.ts";

const text = Type.String({ maxLength: 100 });

const named = (path: string, names: readonly string[] = []): Route =>
  route.get(
    path,
    {
      access: { public: true, because: "nothing but its own name" },
      summary: "Names itself",
      limit: { none: "not the subject" },
      produces: "text",
      responses: { 200: text },
      ...(names.length === 0
        ? {}
        : { params: Type.Object(Object.fromEntries(names.map((name) => [name, text]))) }),
    },
    () => path,
  );

const routes = [
  named("/admin"),
  named("/admin/*"),
  named("/items/:id", ["id"]),
  named("/items/:id/secret", ["id"]),
  named("/docs"),
  named("/docs/*"),
  named("/files/all/*"),
  named("/exact"),
  named("/exact/"),
  named("/:page", ["page"]),
  named("/Help"),
];

let kernel: TestKernel;
beforeAll(async () => {
  kernel = await startKernel(routes);
});
afterAll(() => kernel.stop());

const lead = async (target: string): Promise<string | number> => {
  // Written by hand: every client library would tidy the target up.
  const socket = connect(kernel.port, "127.0.0.1");
  socket.write(`GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  const answer = await readAll(socket);
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
  return status === 200 ? (answer.split("\r\n\r\n")[1] ?? "") : status;
};

describe("one address leads to one route, whoever reads it", () => {
  it.each([
    ["/admin", "/admin"],
    ["/%61dmin", "/admin"],
    ["/admin/users", "/admin/*"],
    ["/admin/Users%20A", "/admin/*"],
    ["/items/5", "/items/:id"],
    ["/items/ABC-def", "/items/:id"],
    ["/items/100%25", "/items/:id"],
    ["/items/a%3Ab", "/items/:id"],
    ["/items/5?next=/items//../x;y#", "/items/:id"],
    ["/docs", "/docs"],
    ["/files/all/", "/files/all/*"],
    ["/exact/", "/exact/"],
    ["/docs/Guide/intro.html", "/docs/*"],
    ["/about", "/:page"],
    ["/Help", "/Help"],
    ["http://a/items/5", "/items/:id"],
  ])("P-108: %s leads to %s", async (target, path) => {
    expect(await lead(target)).toBe(path);
  });

  it.each([
    // Letter case, as Express and IIS fold it.
    "/ADMIN",
    "/Admin",
    "/hElp",
    "/ADMIN/users",
    // A slash more or less.
    "/items/5/",
    "/items/",
    "/docs/",
    "/admin/",
    "//admin",
    "/docs//x/../../admin",
    // Encoded slashes, as WSGI decodes them before routing.
    "/items/5%2Fsecret",
    "/items/5%2fsecret",
    "/items/5%252Fsecret",
    // Parameters of segments, as servlet containers drop them.
    "/admin;x=1",
    "/items/5;x/more",
    "/docs/..;/admin",
    // Dot segments, backslashes, control characters, fragments.
    "/docs/../admin",
    "/docs/%2e%2e/admin",
    "/docs/.%2E/admin",
    "/docs/%252e%252e/admin",
    "/docs/./x",
    "/docs/..",
    "/docs/x\\..\\..\\admin",
    "/docs/x%5c..%5cadmin",
    "/docs/x%00",
    "/docs/%0d%0aSet-Cookie:x",
    "/docs/%",
    "/admin#/docs",
    "/items/5#x",
    "*",
  ])("P-108: %s leads nowhere", async (target) => {
    expect(await lead(target)).toBe(404);
  });

  it("reads the absolute form of a target as the path in it", () => {
    expect(originForm("http://a.example")).toBe("/");
    expect(originForm("https://a.example?x=/admin")).toBe("/?x=/admin");
    expect(originForm("HTTP://a.example:80/x?y")).toBe("/x?y");
    expect(originForm("ftp://a.example/x")).toBeUndefined();
    expect(originForm("a.example:443")).toBeUndefined();
  });
});
