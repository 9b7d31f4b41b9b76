import { requireExpansionsSaid } from "plinth/testing";
import { expect, it } from "vitest";
import { application } from "./application.ts";

it("DB-09: every migration of Cibozer that only adds says so", async () => {
  const migrations = (application.modules ?? []).flatMap((module) => module.migrations ?? []);
  expect(migrations.map(({ id }) => id)).toContain("plans-0001");
  await requireExpansionsSaid(migrations);
});
