import { afterAll, afterEach, beforeAll, beforeEach, describe } from "vitest";
import { createMigrator } from "#store";
import { driftCases } from "./drift-cases.ts";
import { expansionCases } from "./expansion-cases.ts";
import { type ConformanceSubject, lifeCases } from "./life-cases.ts";
import { migrationPathCases, migrationRefusalCases, resetSchema } from "./migration-cases.ts";
import { noteMigration, type Tables } from "./notes.ts";
import { changeCases, refusalCases, valueCases } from "./statement-cases.ts";
import { trafficCases } from "./traffic-cases.ts";
import { atomicityCases, crowdCases, endingCases, isolationCases } from "./transaction-cases.ts";

/**
 * The behaviour every engine of the store has. `open` gives a store on an empty database of its
 * own.
 */
export const registerStoreConformance = (
  name: string,
  open: () => Promise<ConformanceSubject>,
): void => {
  describe(`store conformance: ${name}`, () => {
    describe("one store, emptied between cases", () => {
      let subject: ConformanceSubject;
      beforeAll(async () => {
        subject = await open();
        await createMigrator(subject.store, [noteMigration]).up();
      });
      beforeEach(() => subject.store.write<Tables>().deleteFrom("note").execute());
      afterAll(() => subject.dispose());
      describe("statements", () => {
        changeCases(() => subject.store);
        valueCases(() => subject.store);
        refusalCases(() => subject.store);
      });
      describe("transactions", () => {
        atomicityCases(() => subject.store);
        isolationCases(() => subject.store);
        crowdCases(() => subject.store);
        endingCases(() => subject.store);
      });
    });

    describe("migrations", () => {
      let subject: ConformanceSubject;
      beforeAll(async () => {
        subject = await open();
      });
      beforeEach(async () => {
        const { store } = subject;
        await resetSchema(store);
        await createMigrator(store, [noteMigration]).up();
      });
      afterAll(() => subject.dispose());
      migrationPathCases(() => subject.store);
      migrationRefusalCases(() => subject.store);
      driftCases(() => subject.store);
      expansionCases(() => subject.store);
      trafficCases(() => subject.store);
    });

    describe("life", () => {
      let subject: ConformanceSubject;
      beforeEach(async () => {
        subject = await open();
        await createMigrator(subject.store, [noteMigration]).up();
      });
      afterEach(() => subject.dispose());
      lifeCases(() => subject);
    });
  });
};
