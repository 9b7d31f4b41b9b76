import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const rooms = join(import.meta.dirname, "../..");

/** What Node itself has loaded in a process that imported a file of ours. */
const loadedBy = (file: string): readonly string[] => {
  const script = `await import(${JSON.stringify(join(rooms, file))}); console.log(JSON.stringify(process.moduleLoadList));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=plinth-source", "--input-type=module", "--eval", script],
    { encoding: "utf8", timeout: 15_000 },
  );
  expect(stderr).not.toContain("Error");
  return JSON.parse(stdout) as readonly string[];
};

it("PERF-03: the server does not load Node's fetch and HTTP/2, which it never uses", () => {
  const loaded = loadedBy("app/index.ts");
  expect(loaded).toContain("NativeModule _http_server");
  expect(loaded.filter((name) => /undici|http2/u.test(name) && name.startsWith("Native"))).toEqual(
    [],
  );
});
