import { createSealer } from "#crypto";
import { accounts } from "#modules/accounts";
import { defineModule, type PersonalData } from "#modules/contract";
import { type IdempotencyKeeper, strictObject } from "#policy";
import { defineJob, defineSchedule, handleJob } from "#services/jobs";
import { idempotencyErrors } from "./errors.ts";
import { createKeeping } from "./keeping.ts";
import { idempotencyData } from "./migrations/data.ts";
import { idempotencyMigrations } from "./migrations/index.ts";
import { idempotencyPersonalData } from "./personal-data.ts";
import { createKeyRepository } from "./repository.ts";

/** Rows of one statement, so that none holds the database for long. */
const STEP = 1_000;

const forgetKeys = defineJob({ name: "forget-idempotency-keys", payload: strictObject({}) });

/** What the module keeps. */
export interface IdempotencyService {
  readonly keeper: IdempotencyKeeper;
  readonly personalData: readonly PersonalData[];
  /** Lets keys go that a killed process held, where no other process can be at work. */
  readonly begin: () => Promise<void>;
  /** Removes keys that are over; how many. */
  readonly tidy: () => Promise<number>;
}

/** One effect and one answer for a request that is sent again (P-090). */
export const idempotency = defineModule({
  name: "idempotency",
  requires: { accounts },
  migrations: idempotencyMigrations,
  data: idempotencyData,
  errors: idempotencyErrors,
  setup: ({
    clock,
    fencing,
    keyring,
    metrics,
    newId,
    random,
    store,
    ...deps
  }): IdempotencyService => {
    const log = deps.log.child("idempotency");
    const repository = createKeyRepository(store);
    const count = (name: string, help: string) => metrics.counter({ name, help }).child();
    const replayed = count("idempotency_replays_total", "Calls answered as an earlier one was");
    const lost = count("idempotency_faults_total", "Answers that could not be kept");
    return {
      keeper: createKeeping({
        repository,
        fencing,
        sealer: createSealer({ ...keyring.sealing("idempotency"), random }),
        clock,
        newId,
        onReplayed: () => replayed.inc(),
        onFault: (error) => {
          lost.inc();
          log.error("an answer could not be kept under its key", { error });
        },
      }),
      personalData: idempotencyPersonalData(repository),
      begin: async () => {
        // The lock of the data directory was ours to take: whoever held it before is dead.
        if (store.engine === "embedded") await repository.endTurns();
      },
      tidy: async () => {
        let all = 0;
        let gone = STEP;
        while (gone === STEP) {
          gone = await repository.removeEnded(clock.now(), STEP);
          all += gone;
        }
        return all;
      },
    };
  },
  start: (service) => service.begin(),
  jobs: (service) => [
    handleJob(forgetKeys, async () => {
      await service.tidy();
    }),
  ],
  schedules: [
    defineSchedule({
      name: "forget-idempotency-keys",
      cron: "23 * * * *",
      job: forgetKeys,
      payload: {},
    }),
  ],
  idempotencyKeeper: (service) => service.keeper,
  personalData: (service) => service.personalData,
});
