import type { Config } from "./config.ts";

/** A setting that is allowed and still worth a second look. */
export interface ConfigFinding {
  /** Stable, for reports. */
  readonly id: "bcrypt-cost";
  /** The setting, for example "SECURITY_SETTINGS.bcrypt_cost". */
  readonly setting: string;
  /** One sentence: what is so, and what to do. */
  readonly message: string;
}

/** What most installations should use (ID-06). */
const GOOD_COST = 12;

/** What an audit of the settings finds; the profile test is left alone, because it is to be quick. */
export const findingsOf = (
  config: Pick<Config, "profile" | "security">,
): readonly ConfigFinding[] => {
  const { bcrypt_cost: cost, password_hash: hash } = config.security;
  if (config.profile === "test" || hash !== "bcrypt" || cost >= GOOD_COST) return [];
  return [
    {
      id: "bcrypt-cost",
      setting: "SECURITY_SETTINGS.bcrypt_cost",
      message: `bcrypt_cost is ${cost}: stolen hashes are tried ${2 ** (GOOD_COST - cost)} times as fast as with ${GOOD_COST}; raise it, hashes follow at the next sign-in`,
    },
  ];
};
