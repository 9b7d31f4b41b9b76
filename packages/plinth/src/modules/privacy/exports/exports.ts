import { type Clock, type IdGenerator, platformErrors, type Random } from "#core";
import { createOpaqueToken, hashToken } from "#crypto";
import type { PersonalData, TableClasses } from "#modules/contract";
import { idText, strictObject } from "#policy";
import { defineJob, HopelessJob, type JobContext, type JobQueue } from "#services/jobs";
import { privacyErrors } from "../errors.ts";
import { type UploadedFile, writeArchive } from "./archive.ts";
import { type ExportRepository, type ExportRow, markReady } from "./export-repository.ts";
import type { SealedFiles } from "./sealed-file.ts";

const DAY_MS = 86_400_000;
/** How long an archive waits to be fetched. */
const KEPT_MS = 3 * DAY_MS;
const TICKET_MS = 5 * 60_000;
/** A file that no row knows is being written, or was left by a crash. */
const ORPHAN_MS = DAY_MS;

/** The job that makes an archive. */
export const buildExport = defineJob({
  name: "build-export",
  payload: strictObject({ exportId: idText() }),
  retries: 3,
  firstPauseMs: 5_000,
  timeoutMs: 600_000,
  concurrency: 1,
});

/** An export as its owner sees it. */
export interface ExportView {
  readonly id: string;
  readonly state: "waiting" | "ready" | "fetched" | "expired" | "failed";
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly bytes: number | null;
}

/** What exports are made of. */
export interface ExportParts {
  readonly repository: ExportRepository;
  readonly sealed: SealedFiles;
  readonly jobs: JobQueue;
  readonly personalData: () => readonly PersonalData[];
  readonly classes: () => readonly TableClasses[];
  readonly filesOf: (accountId: string) => Promise<readonly UploadedFile[]>;
  /** Mails that the archive is ready, in the transaction that says so. */
  readonly tell: (accountId: string, tx: { readonly isTransaction: boolean }) => Promise<void>;
  readonly application: string;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly random: Random;
}

/** Archives of everything that is kept of somebody (PRIV-02). */
export interface Exports {
  /** @throws {AppError} EXPORT_PENDING */
  readonly request: (accountId: string) => Promise<ExportView>;
  readonly list: (accountId: string) => Promise<readonly ExportView[]>;
  /**
   * A ticket that fetches the archive once within five minutes.
   * @throws {AppError} NOT_FOUND, EXPORT_NOT_READY
   */
  readonly ticket: (accountId: string, id: string) => Promise<string>;
  /**
   * The archive, once; it is gone from the disk when it was read, or reading ended.
   * @throws {AppError} NOT_FOUND, EXPORT_NOT_READY
   */
  readonly fetch: (
    accountId: string,
    id: string,
    ticket: string,
  ) => Promise<{ readonly bytes: number; readonly pieces: AsyncIterable<Uint8Array> }>;
  /** What the job does. */
  readonly build: (exportId: string, context: JobContext) => Promise<void>;
  /** Removes what nobody fetched in time, and what a crash left. */
  readonly tidy: () => Promise<void>;
  readonly erase: (accountId: string) => Promise<void>;
}

const iso = (instant: number | null): string | null =>
  instant === null ? null : new Date(instant).toISOString();

/** An export as people see it now. */
export const exportView = (row: ExportRow, now: number): ExportView => ({
  id: row.id,
  state: row.state === "ready" && (row.expires_at ?? 0) <= now ? "expired" : row.state,
  createdAt: iso(row.created_at) ?? "",
  expiresAt: iso(row.expires_at),
  bytes: row.bytes,
});

const contextOf = (id: string): string => `privacy-export:${id}`;

const createBuild = (parts: ExportParts): Exports["build"] => {
  const { repository, sealed, clock } = parts;
  return async (exportId, { signal, isLast, complete }) => {
    const row = await repository.find(exportId);
    if (row === undefined) throw new HopelessJob("the export is gone, with its account");
    let bytes = 0;
    let written: string | undefined;
    const { account_id: accountId } = row;
    try {
      const name = await sealed.write(contextOf(exportId), async (put) => {
        bytes = await writeArchive(
          {
            application: parts.application,
            accountId,
            now: clock.now(),
            entries: parts.personalData(),
            classes: parts.classes(),
            files: await parts.filesOf(accountId),
            signal,
          },
          put,
        );
      });
      written = name;
      const now = clock.now();
      await complete(async (tx) => {
        const ready = { ready_at: now, expires_at: now + KEPT_MS, bytes, stored_name: name };
        await markReady(tx, exportId, ready);
        await parts.tell(accountId, tx);
      });
    } catch (fault) {
      // Nobody will find it: the account may be gone meanwhile.
      if (written !== undefined) await sealed.remove(written);
      if (isLast) await repository.markFailed(exportId);
      throw fault;
    }
  };
};

/** The pieces, and what is to be done after them. */
async function* withEnd(
  pieces: AsyncIterable<Uint8Array>,
  after: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } finally {
    await after();
  }
}

/** Builds it. */
export const createExports = (parts: ExportParts): Exports => {
  const { repository, sealed, jobs, clock, newId, random } = parts;

  const requireOwn = async (accountId: string, id: string): Promise<ExportRow> => {
    const row = await repository.find(id);
    if (row === undefined || row.account_id !== accountId) throw platformErrors.make.NOT_FOUND();
    return row;
  };
  const drop = async ({ id, stored_name }: ExportRow): Promise<void> => {
    if (stored_name !== null) await sealed.remove(stored_name);
    await repository.markGone(id);
  };

  return {
    request: async (accountId) => {
      const row: ExportRow = {
        id: newId(),
        account_id: accountId,
        state: "waiting",
        created_at: clock.now(),
        ready_at: null,
        expires_at: null,
        bytes: null,
        stored_name: null,
        ticket_hash: null,
        ticket_until: null,
      };
      const isNew = await repository.insert(row, (tx) =>
        jobs.enqueue(buildExport, { exportId: row.id }, { subject: accountId }, tx),
      );
      if (!isNew) throw privacyErrors.make.EXPORT_PENDING();
      return exportView(row, clock.now());
    },
    list: async (accountId) =>
      (await repository.allOf(accountId)).map((row) => exportView(row, clock.now())),
    ticket: async (accountId, id) => {
      const row = await requireOwn(accountId, id);
      const now = clock.now();
      const ticket = createOpaqueToken(random);
      const isSet =
        exportView(row, now).state === "ready" &&
        (await repository.setTicket(row, hashToken(ticket), now + TICKET_MS));
      if (!isSet) throw privacyErrors.make.EXPORT_NOT_READY();
      return ticket;
    },
    fetch: async (accountId, id, ticket) => {
      await requireOwn(accountId, id);
      const row = await repository.useTicket(
        { id, account_id: accountId },
        hashToken(ticket),
        clock.now(),
      );
      const pieces =
        row === undefined || row.stored_name === null
          ? undefined
          : await sealed.read(row.stored_name, contextOf(id));
      if (row === undefined || pieces === undefined) throw privacyErrors.make.EXPORT_NOT_READY();
      return { bytes: row.bytes ?? 0, pieces: withEnd(pieces, () => drop(row)) };
    },
    build: createBuild(parts),
    tidy: async () => {
      await repository.failOlderThan(clock.now() - ORPHAN_MS);
      for (const row of await repository.expired(clock.now())) await drop(row);
      const old = await sealed.olderThan(clock.now() - ORPHAN_MS);
      const known = await repository.knownAmong(old);
      for (const name of old) if (!known.has(name)) await sealed.remove(name);
    },
    erase: async (accountId) => {
      for (const { stored_name } of await repository.allOf(accountId)) {
        if (stored_name !== null) await sealed.remove(stored_name);
      }
      await repository.erase(accountId);
    },
  };
};
