import { type Config, loadOrCreateSecrets, type Secrets } from "#config";
import type { Random } from "#core";

/** The two root secrets: from the settings, or those of the data directory. */
export const requireSecrets = (config: Config, random: Random): Secrets => {
  const { secretKey, jwtSecretKey } = config.secrets;
  // Staging and production name both; elsewhere a first start makes and keeps its own.
  return secretKey !== undefined && jwtSecretKey !== undefined
    ? { secretKey, jwtSecretKey }
    : loadOrCreateSecrets(config.dataDirectory, random);
};
