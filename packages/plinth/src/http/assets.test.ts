import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { webApplicationRoutes } from "./assets.ts";
import { startKernel } from "./kernel.test-support.ts";

it("refuses in one line to serve a web application that was never built", () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-assets-"));
  try {
    const start = () => webApplicationRoutes({ directory, prefix: "", pages: ["/"] });
    expect(start).toThrow(/^no web application is built in .*: run npm run build first$/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

it("PERF-04: answers with the HTML that a page has of its own, which has no address itself", async () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-assets-"));
  try {
    mkdirSync(join(directory, "pages/plans"), { recursive: true });
    writeFileSync(join(directory, "index.html"), "<p>any page</p>");
    writeFileSync(join(directory, "pages/index.html"), "<p>the start</p>");
    writeFileSync(join(directory, "pages/plans/id.html"), "<p>a plan</p>");
    const pages = ["/", "/plans", "/plans/:id"];
    const kernel = await startKernel(webApplicationRoutes({ directory, prefix: "", pages }));
    try {
      const bodies = ["/", "/plans", "/plans/7"].map(async (path) =>
        (await kernel.fetch(path)).text(),
      );
      expect(await Promise.all(bodies)).toEqual([
        "<p>the start</p>",
        "<p>any page</p>",
        "<p>a plan</p>",
      ]);
      expect((await kernel.fetch("/pages/index.html")).status).toBe(404);
    } finally {
      await kernel.stop();
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});

it("PERF-06: refuses a page of its own that loads from a host that is not named", () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-assets-"));
  try {
    mkdirSync(join(directory, "pages"));
    writeFileSync(join(directory, "index.html"), "<p>any page</p>");
    const foreign = '<script src="https://cdn.example.org/a.js"></script>';
    writeFileSync(join(directory, "pages/index.html"), foreign);
    const start = () => webApplicationRoutes({ directory, prefix: "", pages: ["/"] });
    expect(start).toThrow(/cdn\.example\.org/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

it("PERF-05: keeps icons for a day, and asks anew for the files that tell of a build", async () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-assets-"));
  try {
    mkdirSync(join(directory, "assets"));
    const names = ["index.html", "sw.js", "manifest.webmanifest", "icon.svg", "icon.png"];
    for (const name of [...names, "assets/a-1.js"]) writeFileSync(join(directory, name), name);
    const kernel = await startKernel(webApplicationRoutes({ directory, prefix: "", pages: ["/"] }));
    try {
      const keptOf = async (path: string) =>
        (await kernel.fetch(path)).headers.get("cache-control") ?? "";
      for (const path of ["/icon.svg", "/icon.png"]) {
        expect(await keptOf(path)).toBe("public, max-age=86400");
      }
      for (const path of ["/", "/sw.js", "/manifest.webmanifest"]) {
        expect(await keptOf(path)).toBe("no-cache");
      }
      expect(await keptOf("/assets/a-1.js")).toBe("public, max-age=31536000, immutable");
    } finally {
      await kernel.stop();
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});
