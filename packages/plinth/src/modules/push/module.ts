import { createSealer } from "#crypto";
import { defineModule } from "#modules/contract";
import { sessions } from "#modules/sessions";
import { handleJob } from "#services/jobs";
import { createAddresses } from "./addresses.ts";
import { createApplicationKeys } from "./application-key.ts";
import { createDelivery } from "./delivery.ts";
import { pushErrors } from "./errors.ts";
import { pushData } from "./migrations/data.ts";
import { pushMigrations } from "./migrations/index.ts";
import { pushPersonalData } from "./personal-data.ts";
import { pushBelongsToItsSession, pushRefusesInnerAddresses } from "./probes.ts";
import { createPushServices } from "./push-services.ts";
import { createPushRepository } from "./repository.ts";
import { pushRoutes } from "./routes.ts";
import { createPush, defineSendJob, type PushService } from "./service.ts";

/**
 * Messages to browsers that asked for them (Web Push: RFC 8030, 8291, 8292). A subscription hangs on
 * the session in which it was made: whoever signs out, or is signed out, gets nothing any more.
 */
export const push = defineModule({
  name: "push",
  requires: { sessions },
  migrations: pushMigrations,
  data: pushData,
  errors: pushErrors,
  setup: (deps): PushService => {
    const { clock, config, fields, jobs, keyring, log, metrics, modules, newId, random } = deps;
    const repository = createPushRepository(deps.store);
    modules.sessions.follow(repository.moveToSession);
    const addresses = createAddresses(fields);
    const sealer = createSealer({ ...keyring.sealing("push-keys"), random });
    const keys = createApplicationKeys({ repository, sealer, clock });
    const services = createPushServices({
      hosts: config.pushServices,
      dependencies: deps.dependencies,
      outbound: deps.outbound,
    });
    const sendJobs = new Map(services.names.map((name) => [name, defineSendJob(name)]));
    const outcomes = metrics.counter({
      name: "push_messages_total",
      help: "Messages to browsers, by what became of them",
      labels: ["kind", "outcome"],
    });
    const deliver = createDelivery({
      ...{ repository, addresses, keys, services, clock, random },
      log: log.child("push"),
      contact: () => {
        const url = deps.application.publicUrl();
        return url.startsWith("https:") ? url : undefined;
      },
      onOutcome: (kind, outcome) => outcomes.child({ kind, outcome }).inc(),
    });
    return {
      ...createPush({ repository, addresses, keys, services, jobs, sendJobs, clock, newId }),
      personalData: pushPersonalData(repository, addresses),
      jobs: [...sendJobs.values()].map((job) => handleJob(job, deliver)),
      reseal: keys.reseal,
    };
  },
  routes: (service) => pushRoutes(service),
  probes: [pushRefusesInnerAddresses, pushBelongsToItsSession],
  jobs: (service) => service.jobs,
  personalData: (service) => service.personalData,
  reseal: (service) => service.reseal(),
});
