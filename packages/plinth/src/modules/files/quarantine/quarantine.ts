import { type Events, platformErrors } from "#core";
import type { FileSender } from "../keeping.ts";
import type { FileRepository, KeptFile } from "../repository.ts";
import type { Files } from "../service.ts";

const PAGE = 50;

/** Who acts, for events. */
export interface Administrator extends FileSender {
  readonly userId: string;
}

/** Builds what administrators see and do of files in quarantine. Nobody gets the bytes. */
export const createQuarantine = (parts: {
  readonly repository: Pick<FileRepository, "find" | "quarantined">;
  readonly files: Pick<Files, "remove">;
  readonly events: Events;
}) => {
  const { repository, files, events } = parts;
  return {
    /** Files in quarantine, oldest first; `next` continues the list. */
    list: async (
      after = "",
      limit = PAGE,
    ): Promise<{ readonly files: readonly KeptFile[]; readonly next: string | null }> => {
      const found = await repository.quarantined(after, limit);
      return { files: found, next: found.length < limit ? null : (found.at(-1)?.id ?? null) };
    },
    /** Removes one for good. @throws {AppError} NOT_FOUND for every other file. */
    remove: async (id: string, { userId, ...sender }: Administrator): Promise<void> => {
      const file = await repository.find(id);
      if (file?.state !== "quarantined") throw platformErrors.make.NOT_FOUND();
      await files.remove(file);
      events.emit("security", {
        name: "file.removed",
        severity: "info",
        ...sender,
        data: { by: userId, file: id, signature: file.signature ?? "" },
      });
    },
  };
};

/** See {@link createQuarantine}. */
export type Quarantine = ReturnType<typeof createQuarantine>;
