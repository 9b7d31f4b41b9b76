import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { identityModules } from "plinth";
import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPeople } from "../people.test-support.ts";
import { health } from "./index.ts";

const CANARY = "a canary of an allergy";
let application: TestApplication;
let token = "";

const { call: callAs, signUp } = createPeople(() => application);
const call = (method: string, path: string, body?: unknown) => callAs(token, method, path, body);

beforeAll(async () => {
  application = await startTestApplication({ modules: [...identityModules, health] });
  token = await signUp("ann@example.com");
});
afterAll(() => application.stop());

it("PRIV-04: health data is kept with consent only, and refused at once when that is taken back", async () => {
  const profile = { weightKg: 70, allergens: ["nuts"], note: CANARY };
  const refused = await call("PUT", "/api/v1/health-profile", profile);
  expect([refused.status, refused.json["code"], refused.json["purpose"]]).toEqual([
    403,
    "CONSENT_REQUIRED",
    "health-data",
  ]);
  await call("PUT", "/api/v1/privacy/consents/health-data", { version: 2 });
  expect((await call("PUT", "/api/v1/health-profile", profile)).json["profile"]).toEqual(profile);
  const corrected = { ...profile, weightKg: 71 };
  await call("PUT", "/api/v1/health-profile", corrected);
  expect((await call("GET", "/api/v1/health-profile")).json["profile"]).toEqual(corrected);
  await call("DELETE", "/api/v1/privacy/consents/health-data");
  expect((await call("GET", "/api/v1/health-profile")).status).toBe(403);
  expect((await call("PUT", "/api/v1/health-profile", profile)).status).toBe(403);
});

it("MEAL-14: a household is kept sealed, with what each must not eat", async () => {
  const household = [{ name: CANARY, kcal: 1600, allergens: ["egg"] }];
  await call("PUT", "/api/v1/privacy/consents/health-data", { version: 2 });
  const { status, json } = await call("PUT", "/api/v1/health-profile", {
    sex: "female",
    birthYear: 1990,
    activity: "light",
    goal: "keep",
    household,
  });
  expect(status).toBe(200);
  expect(json["profile"]).toMatchObject({ goal: "keep", household });
  const wrong = { household: [{ ...household[0], kcal: 1 }] };
  expect((await call("PUT", "/api/v1/health-profile", wrong)).status).toBe(400);
  await call("DELETE", "/api/v1/privacy/consents/health-data");
});

it("MEAL-13, VAL-01: nobody is kept as born in a year to come", async () => {
  await call("PUT", "/api/v1/privacy/consents/health-data", { version: 2 });
  const year = new Date().getUTCFullYear();
  const keep = (birthYear: number) => call("PUT", "/api/v1/health-profile", { birthYear });
  expect((await keep(year)).status).toBe(200);
  const { status, json } = await keep(year + 2);
  expect([status, json["code"]]).toEqual([400, "VALIDATION_ERROR"]);
  expect(json["details"]).toMatchObject([{ field: "body.birthYear", rule: "maximum" }]);
  expect((await call("GET", "/api/v1/health-profile")).json["profile"]).toEqual({
    birthYear: year,
  });
  await call("DELETE", "/api/v1/privacy/consents/health-data");
});

it("PRIV-06: no file of the data directory holds what was said", () => {
  const files = readdirSync(application.dataDirectory, { recursive: true, withFileTypes: true });
  const found = files
    .filter((file) => file.isFile())
    .filter((file) => readFileSync(join(file.parentPath, file.name)).includes(CANARY));
  expect(found.map(({ name }) => name)).toEqual([]);
});

it("PRIV-04: it can be removed without consent", async () => {
  expect((await call("DELETE", "/api/v1/health-profile")).status).toBe(204);
  await call("PUT", "/api/v1/privacy/consents/health-data", { version: 2 });
  expect((await call("GET", "/api/v1/health-profile")).json["profile"]).toBeNull();
});
