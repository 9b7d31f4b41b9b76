import type { Alterations } from "#app";
import type { FilesService } from "#modules/files";
import { alterReplyHeaders, rewriteAnswers } from "../alterations.ts";
import type { Sabotages } from "../sabotage.ts";

/** Lets refusals of a code look as if the file had been taken. */
const takeWhatIsRefusedAs = (code: string): Alterations =>
  rewriteAnswers((answer) =>
    answer.status >= 400 && answer.body?.includes(`"${code}"`) === true
      ? { ...answer, status: 200, body: '{"avatar":null}' }
      : answer,
  );

/** What is done to files that people bring. */
export const UPLOAD_SABOTAGES: Sabotages = {
  "believe-file-names": {
    what: "takes a file for what it calls itself",
    alter: () => takeWhatIsRefusedAs("FILE_TYPE_REFUSED"),
  },
  "no-form-limit": {
    what: "takes forms of any size",
    alter: () =>
      rewriteAnswers((answer, raw) =>
        answer.status === 413 && raw.headers["content-type"]?.startsWith("multipart/") === true
          ? { ...answer, status: 200, body: "{}" }
          : answer,
      ),
  },
  "files-may-run": {
    what: "lets a browser show files as pages",
    alter: () =>
      alterReplyHeaders((headers) =>
        headers.map(([name, value]) => [name, value.replace("; sandbox", "")] as const),
      ),
  },
  "keep-metadata": {
    what: "keeps pictures as they come",
    alter: () => ({
      service: (name, service) => {
        if (name !== "files") return service;
        const files = service as FilesService;
        const replace: FilesService["avatars"]["replace"] = (ownerId, photo, sender) =>
          files.keep(photo, { purpose: "avatar", ownerId, sender });
        return { ...files, avatars: { ...files.avatars, replace } };
      },
    }),
  },
};
