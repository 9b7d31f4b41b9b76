import { afterAll, beforeAll, expect, it } from "vitest";
import { createManualClock } from "#core";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { type EngagementService, engagement } from "./index.ts";

const DAY = 86_400_000;
/** A Monday. */
const FIRST = Date.UTC(2026, 0, 5, 9);

let identity: Identity;
let service: EngagementService;
beforeAll(async () => {
  const clock = createManualClock(FIRST);
  identity = await startIdentity({ modules: [engagement], clock });
  service = identity.app.modules.service("engagement") as EngagementService;
});
afterAll(() => identity.app.stop());

const at = (day: number): void => identity.clock.set(FIRST + day * DAY);
const person = () => identity.addAccount({ created_at: identity.clock.now() });
/** Somebody uses the service today: signs in, and out again at once. */
const use = async (account: Awaited<ReturnType<typeof person>>): Promise<void> => {
  identity.app.events.emit("security", {
    name: "session.started",
    severity: "info",
    subject: account.id,
  });
  await service.sweep();
};

it("OBS-06: active accounts and who came back equal the hand count of a history", async () => {
  // Week 1: three sign up; all are active on their first day.
  const [anna, ben, cleo] = [await person(), await person(), await person()];
  for (const one of [anna, ben, cleo]) await use(one);
  // Twice on one day is once.
  await use(anna);
  // Week 2: Anna and Ben come back, and Dora is new.
  at(8);
  const dora = await person();
  for (const one of [anna, ben, dora]) await use(one);
  // Week 3: nobody but Dora, on a Wednesday.
  at(16);
  await use(dora);
  // Week 5: Anna again, by a session that she still has.
  at(29);
  await identity.addSession(anna);
  await service.sweep();
  at(30);
  const figures = await service.figures();
  expect(figures.active).toEqual({ day: 0, week: 1, month: 3 });
  expect(figures.cohorts.filter(({ accounts }) => accounts > 0)).toEqual([
    { week: "2026-01-05", accounts: 3, active: [3, 2, 0, 0, 1] },
    { week: "2026-01-12", accounts: 1, active: [1, 1, 0, 0] },
  ]);
  // Week 4 is over, and nobody signed up in week 3: nothing can be said of one week later.
  expect(figures.retained).toEqual({ oneWeek: null, fourWeeks: null });
  at(35);
  expect((await service.figures()).retained.fourWeeks).toBeCloseTo(1 / 3, 12);
  at(14);
  expect((await service.figures()).retained.oneWeek).toBeCloseTo(2 / 3, 12);
  at(20);
  expect((await service.figures()).active).toMatchObject({ week: 1 });
});

it("OBS-06, PRIV-02: days of a person are told to them, and go with the account", async () => {
  at(40);
  const erik = await person();
  await use(erik);
  const [data] = service.personalData;
  expect(await data?.export(erik.id)).toEqual([{ day: "2026-02-14" }]);
  await data?.erase(erik.id);
  expect(await data?.export(erik.id)).toEqual([]);
});
