import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { application as cibozer } from "../../apps/cibozer/server/application.ts";
import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import { type Identity, startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { createApi } from "../support/api.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";
import { expectGoodInEveryWidth } from "../support/every-width.ts";
import { createMembers } from "../support/members.ts";

warnWithoutChromium();

let identity: Identity;
let url: string;
let browser: Browser;

const { addMember, visit, leave } = createMembers(() => ({ identity, browser }));

const addPlanner = async (name: string, plans: number): Promise<string> => {
  const email = await addMember(name);
  const account = await identity.accounts.findByEmail(email);
  if (account === undefined) throw new Error("no account");
  const { tokens } = await identity.addSession(account);
  const api = createApi(url, tokens.accessToken);
  for (let plan = 0; plan < plans; plan += 1) {
    const { status } = await api.call("POST", "/api/v1/plans", { days: 2, seed: plan });
    expect(status).toBe(201);
  }
  return email;
};

const isAccessible = (page: Page): Promise<void> =>
  expectGoodInEveryWidth(page, { shots: "USAGE_SHOTS", name: "usage", widths: [1280, 390] });

beforeAll(async () => {
  identity = await startIdentity({
    clock: createManualClock(Date.now()),
    modules: cibozer.modules,
    web: cibozer.web ?? [],
    env: { QUOTA_TIERS: '{"week-plans": {"free": "4/month"}}' },
  });
  url = identity.app.localUrl;
  if (chromiumPath !== undefined) browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await identity?.app.stop();
});
afterEach(async () => expect(await leave()).toEqual([]));

describe.skipIf(chromiumPath === undefined)("what people see of their quotas", () => {
  it("QB-02: the usage page tells what is used, and when it begins again", async () => {
    const email = await addPlanner("half", 2);
    const page = await visit(email, "/account/usage", "Usage");
    await page.getByText("2 of 4 this month").waitFor();
    await page.getByText(/Starts fresh on .* at /).waitFor();
    await page.getByRole("img", { name: "2 used on 1 of the last 30 days" }).waitFor();
    expect(await page.locator(".notice").count()).toBe(0);
    await isAccessible(page);
  });

  it("QB-02: whoever has little left is told before the work, in both applications", async () => {
    const email = await addPlanner("most", 3);
    const own = await visit(email, "/console/account/usage", "Usage");
    await own.getByText(/Week plans: 3 of 4 this month are used\./).waitFor();
    await isAccessible(own);
    const page = await visit(email, "/plans/new", "A new plan");
    await page.getByText(/Week plans: 3 of 4 this month are used\./).waitFor();
  });

  it("QB-03: an administrator sees it beside the account", async () => {
    const email = await addPlanner("watched", 2);
    const id = (await identity.accounts.findByEmail(email))?.id ?? "";
    const admin = await addMember("boss", "admin");
    const page = await visit(admin, `/console/admin/users/${id}`, "watched");
    await page.getByText("2 of 4 this month").waitFor();
    await isAccessible(page);
  });
});
