import { generateSecret } from "#config";
import { createSecureRandom } from "#crypto";

/** Fresh values for the two secrets, by the names of their variables (CFG-04). */
export const generateSecrets = (): Readonly<Record<string, string>> => {
  const random = createSecureRandom();
  return { SECRET_KEY: generateSecret(random), JWT_SECRET_KEY: generateSecret(random) };
};
