import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { access } from "#modules/access";
import { defineModule } from "#modules/contract";
import { status } from "#modules/status";
import { strictObject, Type } from "#policy";
import { defineJob, handleJob } from "#services/jobs";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { jobs } from "./index.ts";

const JOBS = "/api/v1/admin/jobs";

const breakable = defineJob({
  name: "breakable",
  payload: strictObject({ link: Type.String() }),
  retries: 0,
});

/** A module whose job fails until it is mended. */
const workshop = defineModule({
  name: "workshop",
  setup: ({ jobs: queue }) => {
    const state = { isBroken: true, done: 0 };
    return { state, order: () => queue.enqueue(breakable, { link: "https://x.test/#token=abc" }) };
  },
  jobs: ({ state }) => [
    handleJob(breakable, async () => {
      if (state.isBroken) throw new Error("the vice is broken");
      state.done += 1;
    }),
  ],
});

describe("jobs in the hands of administrators", () => {
  let identity: Identity;
  let ask: (method: string, path: string) => Promise<{ status: number; text: string }>;
  const service = () =>
    identity.app.modules.service("workshop") as ReturnType<typeof workshop.setup>;
  const listOf = async (state: string) =>
    JSON.parse((await ask("GET", `${JOBS}?state=${state}`)).text).jobs as {
      readonly id: string;
      readonly name: string;
      readonly lastError: string | null;
    }[];

  beforeAll(async () => {
    identity = await startIdentity({ modules: [access, status, jobs, workshop] });
    const admin = await identity.addAccount({ role: "admin" });
    const { tokens } = await identity.addSession(admin);
    ask = async (method, path) => {
      const response = await identity.send(method, path, undefined, {
        authorization: `Bearer ${tokens.accessToken}`,
      });
      return { status: response.status, text: await response.text() };
    };
  });
  afterAll(() => identity.app.stop());

  it("SCALE-03: a job that failed for the last time is listed, counted, re-run and gone", async () => {
    const { id } = await service().order();
    await identity.app.jobs.settled();
    const [dead] = await listOf("dead");
    expect(dead).toMatchObject({ id, name: "breakable", lastError: "Error: the vice is broken" });
    // What a job is given may hold a secret: nothing of it is shown.
    expect(JSON.stringify(dead)).not.toContain("token");
    expect((await identity.app.modules.health())["jobs"]).toEqual({
      healthy: false,
      required: false,
      detail: { deadLetters: 1 },
    });
    expect((await ask("GET", "/metrics")).text).toContain(
      'jobs_total{job="breakable",outcome="dead"} 1',
    );
    service().state.isBroken = false;
    expect((await ask("POST", `${JOBS}/${id}/rerun`)).status).toBe(204);
    await identity.app.jobs.settled();
    expect(service().state.done).toBe(1);
    expect(await listOf("dead")).toEqual([]);
    expect((await listOf("done")).map((job) => job.id)).toContain(id);
    const file = await ask("GET", `${JOBS}/export?state=done`);
    expect(file.text.split("\r\n")[0]).toMatch(/^"id","kind","state"/);
    expect(file.text).toContain(`"${id}","breakable","done"`);
    expect((await ask("GET", `${JOBS}/export?state=dead`)).text).not.toContain(id);
    expect((await ask("POST", `${JOBS}/${id}/rerun`)).status).toBe(404);
  });

  it("SCALE-03: a dead letter is removed by hand", async () => {
    service().state.isBroken = true;
    const { id } = await service().order();
    await identity.app.jobs.settled();
    expect((await ask("DELETE", `${JOBS}/${id}`)).status).toBe(204);
    expect((await ask("DELETE", `${JOBS}/${id}`)).status).toBe(404);
    expect(await listOf("dead")).toEqual([]);
  });

  it("SCALE-01: schedules are shown with their next tick", async () => {
    const summary = JSON.parse((await ask("GET", `${JOBS}/summary`)).text);
    const schedule = summary.schedules.find(
      ({ name }: { readonly name: string }) => name === "remove-finished-jobs",
    );
    expect(schedule).toMatchObject({ cron: "7 * * * *", timeZone: "UTC" });
    expect(new Date(schedule.nextAt).getUTCMinutes()).toBe(7);
  });

  it("SCALE-03: nobody else sees or touches them", async () => {
    const { tokens } = await identity.addSession(await identity.addAccount());
    const headers = { authorization: `Bearer ${tokens.accessToken}` };
    const id = "0190a000-0000-7000-8000-000000000000";
    const answers = await Promise.all([
      identity.send("GET", `${JOBS}/summary`, undefined, headers),
      identity.send("GET", `${JOBS}?state=dead`, undefined, headers),
      identity.send("POST", `${JOBS}/${id}/rerun`, undefined, headers),
      identity.send("DELETE", `${JOBS}/${id}`, undefined, headers),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([403, 403, 403, 403]);
  });
});
