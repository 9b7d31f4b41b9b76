import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Alterations } from "../../packages/plinth/src/app/index.ts";
import { ACCESS_SABOTAGES } from "../../packages/plinth/src/testing/sabotage/of-access.ts";
import { addOwner } from "../access-support/belongings.ts";
import { idPlaces, tryForeignObjects } from "../access-support/foreign-objects.ts";
import {
  startWholeApplication,
  type WholeApplication,
} from "../access-support/whole-application.ts";

describe("what belongs to somebody else", () => {
  let whole: WholeApplication;
  beforeAll(async () => {
    whole = await startWholeApplication();
  });
  afterAll(() => whole?.stop());

  it("AZ-04, P-102: is not read, changed or told of, for any two people, each id and each list", {
    timeout: 300_000,
  }, async () => {
    const people = [await addOwner(whole), await addOwner(whole), await addOwner(whole)];
    for (const owner of people) {
      for (const stranger of people) {
        if (stranger === owner) continue;
        expect(await tryForeignObjects(whole, owner, stranger)).toEqual([]);
      }
    }
    const places = idPlaces(whole).map(({ operation, place }) => `${place} of ${operation.name}`);
    expect(places.length).toBeGreaterThan(12);
    for (const place of [
      "path of GET /api/v1/plans/{id}",
      "body of POST /api/v1/auth/mfa/totp/confirm",
    ]) {
      expect(places).toContain(place);
    }
  });
});

/** The faults of one stranger on one owner, where something is missing. */
const faultsWith = async (alter: Alterations): Promise<readonly string[]> => {
  const whole = await startWholeApplication({ alter });
  try {
    return await tryForeignObjects(whole, await addOwner(whole), await addOwner(whole));
  } finally {
    await whole.stop();
  }
};

type PlanCalls = Readonly<Record<string, (owner: unknown, ...rest: unknown[]) => Promise<unknown>>>;

/** The plans of an application that forgets the owner in the calls named. */
const carelessPlans = (careless: readonly string[]): Alterations => ({
  service: (module, service) => {
    if (module !== "plans") return service;
    const plans = service as PlanCalls;
    const owners = new Map<string, string>();
    let first: string | undefined;
    const create = async (owner: { readonly userId: string }, ...rest: unknown[]) => {
      const plan = (await plans["create"]?.(owner, ...rest)) as { readonly id: string };
      owners.set(plan.id, owner.userId);
      first ??= owner.userId;
      return plan;
    };
    const changed = careless.map((name) => [
      name,
      (owner: string, ...rest: unknown[]) => {
        const real = typeof rest[0] === "string" ? owners.get(rest[0]) : first;
        return plans[name]?.(real ?? owner, ...rest);
      },
    ]);
    return { ...plans, create, ...Object.fromEntries(changed) };
  },
});

describe("what is broken on purpose is found", () => {
  it("AZ-04, P-102: a read without its owner filter", async () => {
    const faults = await faultsWith(carelessPlans(["get", "serve"]));
    expect(faults.filter((fault) => fault.startsWith("GET /api/v1/plans/{id}:"))).toEqual([
      "GET /api/v1/plans/{id}: tells of it",
      "GET /api/v1/plans/{id}: 200",
      "GET /api/v1/plans/{id}: another answer than for none",
    ]);
    // Paper is drawn from what is served of it.
    expect(faults).toContain("GET /api/v1/plans/{id}/pdf: 200");
  });

  it("AZ-04, P-102: a removal without its owner filter", async () => {
    const faults = await faultsWith(carelessPlans(["remove"]));
    expect(faults).toContain("DELETE /api/v1/plans/{id}: 204");
    expect(faults).toContain("DELETE /api/v1/plans/{id}: has changed what is somebody else's");
  });

  it("P-102: a list without its owner filter", async () => {
    const faults = await faultsWith(carelessPlans(["list"]));
    expect(faults).toContain("GET /api/v1/plans: tells of it");
  });

  it("SES-04, AZ-04: sessions that whoever names them may end", async () => {
    const alter = ACCESS_SABOTAGES["end-any-session"]?.alter?.() ?? {};
    const faults = await faultsWith(alter);
    expect(faults).toContain("DELETE /api/v1/auth/sessions/{id}: 204");
    expect(
      faults.filter((fault) => !fault.startsWith("DELETE /api/v1/auth/sessions/{id}")),
    ).toEqual([]);
  });
});
