import type { Config, Profile } from "./config.ts";
import { parseEnvFile } from "./env-file.ts";

/** Settings that a profile chose and somebody took back, with what is lost by it. */
const PROTECTIVE: Readonly<
  Record<string, { readonly isLax: (value: string) => boolean; readonly lost: string }>
> = {
  DOCS_ACCESS: { isLax: (value) => value === "public", lost: "everybody sees /docs" },
  FORCE_HTTPS: { isLax: (value) => value === "false", lost: "plain HTTP is answered" },
  CSP_REPORT_ONLY: { isLax: (value) => value === "true", lost: "browsers only report violations" },
  BLOCK_THRESHOLD: { isLax: (value) => value === "0", lost: "no address is ever blocked" },
  MAX_CONNECTIONS: { isLax: (value) => value === "0", lost: "connections have no end" },
  MAX_CONNECTIONS_PER_ADDRESS: {
    isLax: (value) => value === "0",
    lost: "one address may take all connections",
  },
  MIN_BYTES_PER_SECOND: { isLax: (value) => value === "0", lost: "slow callers hold connections" },
};

/** Where people are let in by strangers' networks. */
const EXPOSED: readonly Profile[] = ["staging", "production"];

/**
 * What holds and is laxer than what the profile stands for (CFG-05, CFG-08): a name and what is lost,
 * never a value of a secret.
 */
export const laxerThanProfile = ({
  profile,
  effective,
}: Pick<Config, "profile" | "effective">): readonly string[] =>
  EXPOSED.includes(profile)
    ? effective.flatMap(({ name, value, source }) => {
        const rule = PROTECTIVE[name];
        const isLax = rule !== undefined && source !== "default" && rule.isLax(value);
        return isLax ? [`${name}: ${rule.lost}`] : [];
      })
    : [];

/**
 * Names of the settings that the text of the file says otherwise than what the process was started
 * with (CFG-08). What the environment or a flag decides, the file does not. A file that cannot be
 * read as settings any more is named too: the next start would be refused.
 */
export const changedSince = (
  { effective, given }: Pick<Config, "effective" | "given">,
  fileText: string,
): readonly string[] => {
  const { values, problems } = parseEnvFile(fileText);
  if (problems.length > 0) return [problems[0] ?? ""];
  return effective.flatMap(({ name, source }) => {
    if (source === "environment" || source === "flag") return [];
    const now = values[name] ?? "";
    const then = source === "file" ? (given[name]?.reveal() ?? "") : "";
    return now === then ? [] : [name];
  });
};
