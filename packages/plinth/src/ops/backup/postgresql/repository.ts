import type { FullBackup } from "../catalog/catalog.ts";
import { BackupFault, type BackupFaultKind } from "../fault.ts";
import { STANZA } from "./configuration.ts";
import type { LocalServer } from "./host.ts";
import { type Owner, type ProgramOutcome, runProgram } from "./run-program.ts";

const SHORT_MS = 120_000;
/** A backup or a restore of many gigabytes takes minutes. */
const LONG_MS = 6 * 3_600_000;

/** A backup as pgBackRest tells of it. */
export interface ServerBackup extends FullBackup {
  /** Bytes of the database that it is of. */
  readonly databaseBytes: number;
  /** The full backup that it is the difference to; itself for a full one. */
  readonly base: string;
  /** The first file of log that it needs. */
  readonly logStart: string;
  /** Whether pages of the database were damaged already when it was made. */
  readonly hasBadPages: boolean;
}

/** What the repository holds. */
export interface RepositoryInfo {
  readonly backups: readonly ServerBackup[];
  /** Whether backups can be made: the repository knows the server. */
  readonly isReady: boolean;
}

/** How pgBackRest reaches a running server. */
export interface ServerLogin extends LocalServer {
  readonly user: string;
  readonly password: string;
}

/** What a repository is used through. */
export interface RepositoryOptions {
  readonly configuration: string;
  readonly owner: Owner | undefined;
  /** Any directory that the owner may enter. */
  readonly directory: string;
}

/** What is restored, and where to. */
export interface ServerRestore {
  readonly backup: string;
  /** An empty directory of the owner's. */
  readonly to: string;
  /** An instant as PostgreSQL reads it; the newest state where it is absent. */
  readonly target: string | undefined;
  /** Where table spaces go; they must not be those of the live server. */
  readonly tableSpaces: string;
}

/** pgBackRest. Every method rejects with a {@link BackupFault}, and in bounded time. */
export interface Repository {
  readonly info: () => Promise<RepositoryInfo>;
  /** Makes the repository know the server; nothing where it does. */
  readonly createStanza: (login: ServerLogin) => Promise<void>;
  /** Has the server begin a new file of log, and waits until the last one is in the repository. */
  readonly check: (login: ServerLogin) => Promise<void>;
  readonly backup: (type: "full" | "diff", login: ServerLogin) => Promise<void>;
  /** Removes one backup, or the log that no backup of the newest `logOf` needs. */
  readonly expire: (
    what: { readonly backup: string } | { readonly logOf: number },
  ) => Promise<void>;
  /** Reads everything; one sentence for each thing that is wrong. */
  readonly verify: () => Promise<readonly string[]>;
  readonly restore: (options: ServerRestore) => Promise<void>;
}

interface InfoText {
  readonly status?: { readonly code: number; readonly message: string };
  readonly repo?: readonly { readonly status: { readonly message: string } }[];
  readonly backup?: readonly {
    readonly label: string;
    readonly prior: string | null;
    readonly reference: readonly string[] | null;
    readonly type: string;
    readonly error: boolean | null;
    readonly archive: { readonly start: string | null };
    readonly timestamp: { readonly start: number; readonly stop: number };
    readonly info: {
      readonly size: number;
      readonly repository: { readonly delta: number; readonly size?: number };
    };
  }[];
}

const KINDS: readonly (readonly [RegExp, BackupFaultKind])[] = [
  [/CryptoError|cipher|decrypt|FormatError/i, "wrong-key"],
  [/ChecksumError|checksum|zst|unexpected eof|invalid/i, "damaged"],
  [/FileMissingError|missing|unable to find|no prior backup/i, "missing"],
  [/FileWriteError|No space left|FileOpenError|PathCreateError|unable to open/i, "target"],
];

/** The words of pgBackRest without instants and process numbers. */
const wordsOf = ({ complaint, printed }: ProgramOutcome): string => {
  const text = complaint === "" ? printed : complaint;
  const line = text.split("\n").find((one) => /ERROR|error/.test(one)) ?? text.split("\n")[0] ?? "";
  // With another key it shows what it took for text.
  return line
    .replace(/^.*?P\d+\s+/, "")
    .replaceAll(/[^\x20-\x7e]/g, "")
    .trim()
    .slice(0, 240);
};

const faultOf = (what: string, outcome: ProgramOutcome): BackupFault => {
  if (outcome.isLate) return new BackupFault("target", `pgbackrest ${what} takes too long`);
  if (outcome.code === undefined && outcome.complaint.includes("ENOENT")) {
    return new BackupFault(
      "refused",
      "pgbackrest is not installed here (apt-get install pgbackrest)",
    );
  }
  const words = wordsOf(outcome);
  const kind = KINDS.find(([pattern]) => pattern.test(words))?.[1] ?? "target";
  const help = kind === "wrong-key" ? "; was the repository made with another BACKUP_KEY?" : "";
  return new BackupFault(kind, `pgbackrest ${what}: ${words}${help}`);
};

const baseOf = (label: string): string => label.split("_")[0] ?? label;

const readBackup = (found: NonNullable<InfoText["backup"]>[number]): ServerBackup => ({
  name: found.label,
  generation: found.type,
  number: 0,
  // It is whole once the log up to its end is there; it has the state of that instant.
  at: found.timestamp.stop * 1_000,
  bytes: found.info.repository.delta,
  databaseBytes: found.info.size,
  base: baseOf(found.label),
  logStart: found.archive.start ?? "",
  hasBadPages: found.error === true,
});

/** What `verify` prints for a thing that is not as it was written; its exit code is 0 all the same. */
const BAD = /invalid checksum|(?:invalid|missing|other): [1-9]|status: (?:error|invalid)/;

/** Drives the pgBackRest of this machine. */
export const createRepository = (options: RepositoryOptions): Repository => {
  const run = async (
    what: string,
    words: readonly string[],
    limits: { readonly timeoutMs: number; readonly login?: ServerLogin },
  ): Promise<ProgramOutcome> => {
    const { login, timeoutMs } = limits;
    const reach =
      login === undefined
        ? []
        : [
            `--pg1-port=${login.port}`,
            `--pg1-socket-path=${login.socketDirectory}`,
            `--pg1-user=${login.user}`,
          ];
    const outcome = await runProgram({
      file: "pgbackrest",
      words: [`--config=${options.configuration}`, `--stanza=${STANZA}`, ...reach, ...words, what],
      owner: options.owner,
      directory: options.directory,
      env: login === undefined || login.password === "" ? {} : { PGPASSWORD: login.password },
      timeoutMs,
    });
    if (outcome.code !== 0) throw faultOf(what, outcome);
    return outcome;
  };

  const info = async (): Promise<RepositoryInfo> => {
    const { printed } = await run("info", ["--output=json"], { timeoutMs: SHORT_MS });
    // With another key it quotes what it took for text, control characters included.
    const [found] = JSON.parse(printed.replaceAll(/\p{Cc}/gu, " ") || "[]") as readonly InfoText[];
    const { code = 1 } = found?.status ?? {};
    // 1 and 2: there is no such path, or no backup yet. 99 is everything that cannot be read.
    if (code > 3) {
      const complaint = found?.repo?.[0]?.status.message ?? "it cannot be read";
      throw faultOf("info", { code: 1, printed: "", complaint, isLate: false });
    }
    const backups = (found?.backup ?? []).map(readBackup);
    return {
      backups: backups.toSorted((one, other) => one.at - other.at),
      isReady: code === 0 || code === 2,
    };
  };

  return {
    info,
    createStanza: async (login) => {
      await run("stanza-create", [], { timeoutMs: SHORT_MS, login });
    },
    check: async (login) => {
      await run("check", [], { timeoutMs: SHORT_MS, login });
    },
    backup: async (type, login) => {
      await run("backup", [`--type=${type}`], { timeoutMs: LONG_MS, login });
    },
    expire: async (what) => {
      const words =
        "backup" in what
          ? [`--set=${what.backup}`]
          : ["--repo1-retention-archive-type=incr", `--repo1-retention-archive=${what.logOf}`];
      await run("expire", words, { timeoutMs: SHORT_MS });
    },
    verify: async () => {
      const words = ["--log-level-console=info", "--output=text", "--verbose"];
      const { printed } = await run("verify", words, { timeoutMs: LONG_MS });
      const found = printed.split("\n").filter((line) => BAD.test(line));
      return [...new Set(found.map((line) => line.replace(/^.*?P\d+\s+INFO:/, "").trim()))];
    },
    restore: async ({ backup, to, target, tableSpaces }) => {
      const point =
        target === undefined
          ? ["--type=default"]
          : ["--type=time", `--target=${target}`, "--target-action=promote"];
      const words = [`--set=${backup}`, `--pg1-path=${to}`, ...point];
      await run("restore", [...words, `--tablespace-map-all=${tableSpaces}`], {
        timeoutMs: LONG_MS,
      });
    },
  };
};
