import { identityModules } from "plinth";
import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createPeople, type Json } from "../people.test-support.ts";
import { feedback } from "./index.ts";

let application: TestApplication;

const { call, signIn } = createPeople(() => application);

beforeAll(async () => {
  application = await startTestApplication({
    modules: [...identityModules, feedback],
    env: { TRUSTED_PROXIES: '["127.0.0.1"]', SUPPORT_EMAIL: "help@example.org" },
  });
});
afterAll(() => application.stop());

describe("MEAL-13: what people say of the planner", () => {
  it("MEAL-13: is kept, read by whoever may, and moved on by its state", async () => {
    const ann = await signIn("ann", "user");
    const boss = await signIn("boss", "admin");
    const said = {
      kind: "problem",
      text: "The list is empty.\n<b>Help!</b>",
      page: "/plans/1?from=mail#token",
    };
    const { status, json } = await call(ann, "POST", "/api/v1/feedback", said);
    expect(status).toBe(201);
    const id = String(json["id"]);
    const entry = { id, kind: "problem", text: said.text, page: "/plans/1", state: "new" };
    const list = await call(boss, "GET", "/api/v1/admin/feedback");
    expect(list.json).toMatchObject({ entries: [entry], next: null });
    expect((await call(ann, "GET", "/api/v1/admin/feedback")).status).toBe(403);
    const path = `/api/v1/admin/feedback/${id}`;
    expect((await call(ann, "PATCH", path, { state: "done" })).status).toBe(403);
    expect((await call(boss, "PATCH", path, { state: "gone" })).status).toBe(400);
    expect((await call(boss, "PATCH", path, { state: "done" })).json).toMatchObject({
      id,
      state: "done",
    });
    expect((await call(boss, "GET", "/api/v1/admin/feedback")).json["entries"]).toEqual([]);
    const done = await call(boss, "GET", "/api/v1/admin/feedback?state=done");
    expect(done.json["entries"]).toMatchObject([{ id }]);
    const nobody = "/api/v1/admin/feedback/01890000-0000-7000-8000-000000000000";
    expect((await call(boss, "PATCH", nobody, { state: "done" })).status).toBe(404);
  });

  it("MEAL-13: is mailed to those who run it, with the address of whoever wants an answer and of nobody else", async () => {
    const zoe = await signIn("zoe", "user");
    const text = "It broke.\nhttps://evil.example/";
    await call(zoe, "POST", "/api/v1/feedback", { kind: "question", text, answer: true });
    await call(zoe, "POST", "/api/v1/feedback", { kind: "praise", text: "No need to write." });
    const find = async (word: string): Promise<Json | undefined> => {
      // From this machine: the mailbox is shown to nobody else.
      const answer = await application.fetch("/api/v1/dev/mailbox");
      const { mails } = (await answer.json()) as { mails: readonly Json[] };
      return mails.find(
        ({ to, text: said }) => to === "help@example.org" && String(said).includes(word),
      );
    };
    await vi.waitFor(
      async () => expect([await find("It broke."), await find("No need")]).not.toContain(undefined),
      { timeout: 30_000, interval: 50 },
    );
    const [asked, praised] = [await find("It broke."), await find("No need")];
    expect(asked).toMatchObject({ subject: "Feedback: A question", replyTo: "zoe@example.com" });
    expect(asked?.["text"]).toContain("> It broke.\n> https://evil.example/\n");
    expect(praised?.["replyTo"]).toBeUndefined();
    expect(JSON.stringify(praised)).not.toContain("zoe");
    const boss = await signIn("chief", "admin");
    const { json } = await call(boss, "GET", "/api/v1/admin/feedback");
    expect(json["entries"]).toEqual(
      expect.arrayContaining([expect.objectContaining({ text, wantsAnswer: true })]),
    );
  });

  it("MEAL-13: nobody sends more than six an hour, nor without an account", async () => {
    const bob = await signIn("bob", "user");
    const said = { kind: "praise", text: "It was good." };
    // What is not understood counts too.
    expect((await call(bob, "POST", "/api/v1/feedback", { ...said, text: "" })).status).toBe(400);
    const statuses: number[] = [];
    for (let sent = 0; sent < 7; sent += 1) {
      statuses.push((await call(bob, "POST", "/api/v1/feedback", said)).status);
    }
    expect(statuses).toEqual([201, 201, 201, 201, 201, 429, 429]);
    expect((await call("", "POST", "/api/v1/feedback", said)).status).toBe(401);
  });

  it("PRIV-02, PRIV-03: it is given out and taken away with its account, and no other one's is", async () => {
    const [eve, ida] = [await signIn("eve", "user"), await signIn("ida", "user")];
    const said = { kind: "idea", text: "More soup." };
    for (const token of [eve, ida]) await call(token, "POST", "/api/v1/feedback", said);
    const accounts = application.modules.service("accounts") as {
      findByEmail: (email: string) => Promise<{ id: string } | undefined>;
    };
    const service = application.modules.service("feedback") as {
      exportAll: (id: string) => Promise<readonly Json[]>;
      remove: (id: string) => Promise<void>;
    };
    const idOf = async (name: string) =>
      (await accounts.findByEmail(`${name}@example.com`))?.id ?? "";
    expect(await service.exportAll(await idOf("eve"))).toMatchObject([{ body: "More soup." }]);
    await service.remove(await idOf("eve"));
    expect(await service.exportAll(await idOf("eve"))).toEqual([]);
    expect(await service.exportAll(await idOf("ida"))).toHaveLength(1);
  });
});
