import type { Config } from "./config.ts";

/** A setting that is allowed and still worth a second look. */
export interface ConfigFinding {
  /** Stable, for reports. */
  readonly id: "bcrypt-cost" | "no-proxy";
  /** The setting, for example "SECURITY_SETTINGS.bcrypt_cost". */
  readonly setting: string;
  /** One sentence: what is so, and what to do. */
  readonly message: string;
}

/** What most installations should use (ID-06). */
const GOOD_COST = 12;

const weakHashes = ({
  profile,
  security: { bcrypt_cost: cost, password_hash: hash },
}: Pick<Config, "profile" | "security">): readonly ConfigFinding[] => {
  if (profile === "test" || hash !== "bcrypt" || cost >= GOOD_COST) return [];
  return [
    {
      id: "bcrypt-cost",
      setting: "SECURITY_SETTINGS.bcrypt_cost",
      message: `bcrypt_cost is ${cost}: stolen hashes are tried ${2 ** (GOOD_COST - cost)} times as fast as with ${GOOD_COST}; raise it, hashes follow at the next sign-in`,
    },
  ];
};

/** Where https ends elsewhere, everybody comes from that address unless it is declared (RL-08). */
const missingProxy = ({
  profile,
  server: { isHttps, trustedProxies },
  https: { files },
}: Pick<Config, "profile" | "server" | "https">): readonly ConfigFinding[] => {
  const isExposed = profile === "staging" || profile === "production";
  if (!isExposed || !isHttps || files !== undefined || trustedProxies.length > 0) return [];
  return [
    {
      id: "no-proxy",
      setting: "TRUSTED_PROXIES",
      message:
        "PUBLIC_URL is https, nothing here speaks it and no proxy is declared: all callers share one limit, and FORCE_HTTPS sends them round in circles; name the proxy in TRUSTED_PROXIES, or give TLS_CERT and TLS_KEY",
    },
  ];
};

/** What an audit of the settings finds; the profile test is left alone, because it is to be quick. */
export const findingsOf = (
  config: Pick<Config, "profile" | "security" | "server" | "https">,
): readonly ConfigFinding[] => [...weakHashes(config), ...missingProxy(config)];
