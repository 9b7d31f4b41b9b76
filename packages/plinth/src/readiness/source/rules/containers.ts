import type { SourceFile } from "../file.ts";
import type { ContainerRule } from "./rule.ts";

/** An instruction of a Dockerfile, continued lines joined. */
interface Instruction {
  readonly word: string;
  readonly rest: string;
  /** Where it begins, from 1. */
  readonly line: number;
}

const instructionsOf = (text: string): readonly Instruction[] => {
  const all: Instruction[] = [];
  let open: { text: string; line: number } | undefined;
  text.split("\n").forEach((raw, index) => {
    const row = raw.trim();
    if (open === undefined && (row === "" || row.startsWith("#"))) return;
    if (row.startsWith("#")) return;
    const isContinued = row.endsWith("\\");
    const part = isContinued ? row.slice(0, -1) : row;
    open =
      open === undefined ? { text: part, line: index + 1 } : { ...open, text: open.text + part };
    if (isContinued) return;
    const [word = "", ...rest] = open.text.split(" ");
    all.push({ word: word.toUpperCase(), rest: rest.join(" ").trim(), line: open.line });
    open = undefined;
  });
  return all;
};

export const isDockerfile = (name: string): boolean =>
  /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[\w-]{1,40})?$|\.dockerfile$/i.test(name);

/** Whether a file says how containers are run: Compose or Kubernetes. */
export const isManifest = ({ name, text }: SourceFile): boolean =>
  /\.ya?ml$/.test(name) && /^(?:services|kind):/m.test(text);

const inDockerfile =
  (find: (instructions: readonly Instruction[]) => readonly number[]) =>
  (file: SourceFile): readonly number[] =>
    isDockerfile(file.name) ? find(instructionsOf(file.text)) : [];

/** Lines of a manifest that a pattern finds; comments are left out. */
const inManifest =
  (isBroken: (line: string) => boolean) =>
  (file: SourceFile): readonly number[] =>
    isManifest(file)
      ? file.text.split("\n").flatMap((line, index) => {
          const [code = ""] = line.split(" #");
          return !code.trimStart().startsWith("#") && isBroken(code) ? [index + 1] : [];
        })
      : [];

const lastStage = (all: readonly Instruction[]): readonly Instruction[] =>
  all.slice(all.findLastIndex(({ word }) => word === "FROM"));

/** What FROM names that is neither an earlier stage, nothing, a digest, nor an argument to be given. */
const moving = (all: readonly Instruction[]): readonly number[] => {
  const stages = new Set(["scratch"]);
  return all
    .filter(({ word }) => word === "FROM")
    .flatMap(({ rest, line }) => {
      const words = rest.split(" ").filter((part) => part !== "" && !part.startsWith("--"));
      const [image = "", , stage] = words;
      const isKnown = stages.has(image.toLowerCase()) || image.includes("@sha256:");
      if (stage !== undefined) stages.add(stage.toLowerCase());
      return isKnown || image.startsWith("$") ? [] : [line];
    });
};

const SECRET_NAME = /(?:PASSWORD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY)[A-Z_]{0,20}$/i;

const hasSecret = ({ word, rest }: Instruction): boolean => {
  if (word !== "ENV" && word !== "ARG") return false;
  return rest.split(" ").some((part) => {
    const [name = "", value = ""] = part.split("=");
    return SECRET_NAME.test(name) && value !== "" && !value.startsWith("$");
  });
};

const isLiteralSecret = (line: string): boolean => {
  const [, name = "", value = ""] = /^[\s-]{0,80}([A-Z_]{3,60})[:=] ?(\S{1,200})/.exec(line) ?? [];
  return SECRET_NAME.test(name) && !/^["']?(?:\$|\/|""|'')/.test(value);
};

/** Ports that stores listen at; who binds them to all addresses opens them to everybody. */
const STORE_PORTS =
  /^\s{0,40}- ["']?(?:0\.0\.0\.0:)?\d{2,5}:(?:5432|3306|6379|27017|9200|11211)["']?\s{0,9}$/;

/** What builds and runs containers. */
export const CONTAINERS: readonly ContainerRule[] = [
  {
    id: "base-image-moves",
    ...{ severity: "medium", kind: "security", standard: "CWE-1357" },
    what: "The base image is what its tag means on the day of the build",
    remedy: "FROM name:tag@sha256:…",
    find: inDockerfile(moving),
  },
  {
    id: "runs-as-root",
    ...{ severity: "high", kind: "security", standard: "CWE-250" },
    what: "The container runs as root",
    remedy: "USER 1000:1000 in the last stage",
    find: inDockerfile((all) => {
      const stage = lastStage(all);
      const user = stage.findLast(({ word }) => word === "USER");
      const line = (user ?? stage[0])?.line;
      const isRoot = user === undefined || /^(?:root|0)(?::|$)/.test(user.rest);
      return isRoot && line !== undefined ? [line] : [];
    }),
  },
  {
    id: "no-health-check",
    ...{ severity: "low", kind: "quality", standard: "CWE-778" },
    what: "Nothing asks the container how it is",
    remedy: "HEALTHCHECK CMD …",
    find: inDockerfile((all) => {
      const stage = lastStage(all);
      const [first] = stage;
      return first === undefined || stage.some(({ word }) => word === "HEALTHCHECK")
        ? []
        : [first.line];
    }),
  },
  {
    id: "secret-in-image",
    ...{ severity: "high", kind: "security", standard: "CWE-798" },
    what: "A secret stands in a layer of the image",
    remedy: "RUN --mount=type=secret, or give it when the container starts",
    find: inDockerfile((all) => all.filter(hasSecret).map(({ line }) => line)),
  },
  {
    id: "piped-installer",
    ...{ severity: "medium", kind: "security", standard: "CWE-494" },
    what: "What a server sends is run as it comes",
    remedy: "Download, compare with a digest, then run",
    find: inDockerfile((all) =>
      all
        .filter(
          ({ word, rest }) =>
            (word === "RUN" && /\b(?:curl|wget)\b/.test(rest) && /\| ?(?:ba|da)?sh\b/.test(rest)) ||
            (word === "ADD" && /^https?:/.test(rest)),
        )
        .map(({ line }) => line),
    ),
  },
  {
    id: "too-many-rights",
    ...{ severity: "high", kind: "security", standard: "CWE-250" },
    what: "The container has rights of the machine",
    remedy: "Remove the line; give the one capability that is needed",
    find: inManifest((line) =>
      /^[\s-]{0,80}(?:privileged: true|network_mode: ["']?host|pid: ["']?host|hostNetwork: true|hostPID: true|allowPrivilegeEscalation: true|runAsUser: 0\b)|\/var\/run\/docker\.sock|\bSYS_ADMIN\b/.test(
        line,
      ),
    ),
  },
  {
    id: "secret-in-manifest",
    ...{ severity: "medium", kind: "security", standard: "CWE-798" },
    what: "A secret stands in a file that is kept with the source",
    remedy: "A file of secrets, or a variable that is given at the start",
    find: inManifest(isLiteralSecret),
  },
  {
    id: "store-open",
    ...{ severity: "high", kind: "security", standard: "CWE-668" },
    what: "A store listens at every address of the machine",
    remedy: 'No ports, or "127.0.0.1:5432:5432"',
    find: inManifest((line) => STORE_PORTS.test(line)),
  },
  {
    id: "image-without-version",
    ...{ severity: "low", kind: "quality", standard: "CWE-1357" },
    what: "The image is whatever is the latest on the day of the start",
    remedy: "image: name:tag@sha256:…",
    find: inManifest((line) =>
      /^[\s-]{0,80}image: ?["']?[a-z0-9./-]{1,120}(?::latest)?["']?\s{0,9}$/.test(line),
    ),
  },
];
