import type { Composition } from "#app";
import { BootError } from "#core";
import type { CredentialsService } from "#modules/credentials";

/** The service that makes accounts, of an application that has accounts. */
export const requireCredentials = (composition: Composition): CredentialsService => {
  const service = composition.modules.service("credentials");
  if (service === undefined) {
    throw new BootError(["this application has no accounts; add identityModules to its modules"]);
  }
  return service as CredentialsService;
};
