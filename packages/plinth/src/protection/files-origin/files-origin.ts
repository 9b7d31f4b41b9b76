import { platformErrors } from "#core";
import type { Stage, StageFactory } from "#http";

/** Where the files origin has something to give. */
const FILES = "/api/v1/files/";

/**
 * Builds the stage that keeps the origin of files apart (UPL-03): under its host nothing but files
 * answers, so that whatever a file does there, it finds no session and no page to talk to. The host is
 * the one that the request names; a proxy in front passes it on as it came.
 */
export const createFilesOrigin = (origin: string): StageFactory => {
  const { host } = new URL(origin);
  const refuse: Stage = (context) => {
    if (context.header("host")?.toLowerCase() === host) throw platformErrors.make.NOT_FOUND();
  };
  return ({ path, produces }) =>
    path.startsWith(FILES) && produces === "file" ? undefined : refuse;
};
