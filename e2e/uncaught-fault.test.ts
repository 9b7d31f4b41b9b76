import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { scratchDirectory } from "./support/scratch.ts";
import { type ServerProcess, startServer } from "./support/server.ts";

const FAULTY = fileURLToPath(new URL("kill-support/faulty-application.ts", import.meta.url));
/** EX_SOFTWARE of sysexits.h: a supervisor starts the process again. */
const EXIT_FAULT = 70;

let server: ServerProcess | undefined;
let data: ReturnType<typeof scratchDirectory> | undefined;
afterEach(async () => {
  await server?.kill();
  data?.remove();
});

const start = async (): Promise<ServerProcess> => {
  data = scratchDirectory();
  server = await startServer(data.path, {}, ["--app", FAULTY]);
  return server;
};

const linesOf = (one: ServerProcess): readonly Record<string, unknown>[] =>
  one
    .logged()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("a fault that nobody catches", () => {
  it.each(["throw", "reject"])(
    "ERR-08: is logged, lets requests in flight finish, and ends the process with a fault (%s)",
    async (way) => {
      const faulty = await start();
      const slow = fetch(`${faulty.url}/slow`);
      const cause = await fetch(`${faulty.url}/${way}`);
      expect(cause.status).toBe(200);
      const answer = await slow;
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ done: true });
      expect(await faulty.ended()).toBe(EXIT_FAULT);
      const lines = linesOf(faulty);
      const fatal = lines.filter(({ level }) => level === "fatal");
      expect(fatal).toHaveLength(1);
      expect(fatal[0]).toMatchObject({ message: "uncaught fault; draining" });
      expect(JSON.stringify(fatal[0])).toContain("nobody catches this");
      expect(faulty.logged()).not.toContain("hunter2-hunter2");
      // The slow answer left after the fault was known, and the log says so.
      const at = (message: string, route?: string) =>
        lines.findIndex((line) => line["message"] === message && line["route"] === route);
      expect(at("uncaught fault; draining")).toBeLessThan(at("request", "/slow"));
      await expect(fetch(`${faulty.url}/health`)).rejects.toThrow();
      // It can be started again at once: nothing is left locked.
      server = await startServer(data?.path ?? "", {}, ["--app", FAULTY]);
      expect((await fetch(`${server.url}/ready`)).status).toBe(200);
    },
  );

  it("ERR-08: a handler that throws is an answer, and the process stays up", async () => {
    const faulty = await start();
    for (let call = 0; call < 5; call += 1) {
      const answer = await fetch(`${faulty.url}/boom`);
      expect(answer.status).toBe(500);
      expect(await answer.text()).not.toContain("own fault");
    }
    expect((await fetch(`${faulty.url}/nowhere`)).status).toBe(404);
    expect((await fetch(`${faulty.url}/ready`)).status).toBe(200);
    expect(await faulty.stop()).toBe(0);
  });
});
