import { must } from "./shell.ts";

const PROGRAM = `import json, sys, yaml
print(json.dumps([one for one in yaml.safe_load_all(sys.stdin) if one is not None]))`;

/**
 * Every document of a YAML text, read by a program that is not ours (Debian's python3-yaml).
 * @throws {Error} where the text is no YAML, or the program is missing.
 */
export const readYaml = async (text: string): Promise<readonly unknown[]> =>
  JSON.parse(await must("/usr/bin/python3", ["-c", PROGRAM], { input: text, limitMs: 30_000 }));
