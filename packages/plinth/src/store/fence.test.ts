import { expect, it } from "vitest";
import type { Engine } from "./engine.ts";
import { fenceEngine } from "./fence.ts";

/** An engine that does what it is told and notes it. */
const createNotingEngine = () => {
  const done: string[] = [];
  const answer = async (sql: string) => {
    done.push(sql);
    return { rows: [], durationMs: 0 };
  };
  const engine = {
    read: answer,
    write: answer,
    begin: async () => ({
      run: answer,
      commit: async () => void done.push("commit"),
      rollback: async () => void done.push("rollback"),
    }),
  } as unknown as Engine;
  return { engine, done };
};

const codeOf = (fault: unknown): unknown => (fault as { readonly code?: unknown }).code;

it("BK-07: a fenced store reads and changes nothing, and says that it cannot be reached", async () => {
  const { engine, done } = createNotingEngine();
  const fenced = fenceEngine(engine, {
    epoch: () => 1,
    refusal: () => "epoch 2 was claimed by somebody else",
  });
  await fenced.read("select 1", []);
  expect(await fenced.write("insert into a values (1)", []).catch(codeOf)).toBe(
    "SERVICE_UNAVAILABLE",
  );
  const session = await fenced.begin({});
  await session.run("update a set b = 1", []);
  expect(await session.commit().catch(codeOf)).toBe("SERVICE_UNAVAILABLE");
  const reading = await fenced.begin({});
  await reading.run("select 1", []);
  await reading.commit();
  expect(done).toEqual(["select 1", "update a set b = 1", "select 1", "commit"]);
});

it("P-061: what was changed while somebody else began to lead is not acknowledged", async () => {
  const { engine } = createNotingEngine();
  let refusal: string | undefined;
  const slow: Engine = {
    ...engine,
    write: async (sql, parameters) => {
      const result = await engine.write(sql, parameters);
      // The process stood still here.
      refusal = "the witness was not heard";
      return result;
    },
  };
  const fenced = fenceEngine(slow, { epoch: () => 1, refusal: () => refusal });
  expect(await fenced.write("insert into a values (1)", []).catch(codeOf)).toBe(
    "SERVICE_UNAVAILABLE",
  );
  // The next epoch has begun, and this process may write in it: elsewhere.
  let epoch = 1;
  const moved = fenceEngine(engine, { epoch: () => epoch, refusal: () => undefined });
  const session = await moved.begin({});
  await session.run("insert into a values (1)", []);
  epoch = 2;
  expect(await session.commit().catch(codeOf)).toBe("SERVICE_UNAVAILABLE");
});
