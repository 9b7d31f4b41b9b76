import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { webApplicationRoutes } from "./assets.ts";

it("refuses in one line to serve a web application that was never built", () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-assets-"));
  try {
    const start = () => webApplicationRoutes({ directory, prefix: "", pages: ["/"] });
    expect(start).toThrow(/^no web application is built in .*: run npm run build first$/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
