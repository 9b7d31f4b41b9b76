import { BlockedError, type Fault, type Finding, undocumented } from "../../probe.ts";
import type { Answer, Target } from "../../target.ts";
import { judge } from "../judge.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS, requireUnlimited } from "../people.ts";
import { imageWith } from "./sample-image.ts";
import {
  filePathIn,
  NO_UPLOADS,
  removeUploaded,
  sendFile,
  type UploadRoute,
  uploadRoutesOf,
} from "./upload-routes.ts";

/** A file that was sent and given back. */
export interface ServedFile {
  readonly name: string;
  readonly comment: string;
  readonly answer: Answer;
}

/**
 * Sends a picture to every route that takes one, fetches what is kept of it, and looks at that.
 * @throws {BlockedError} where a picture is not taken, or no answer tells where it is.
 */
export const lookAtServedFiles = async (
  target: Target,
  options: {
    readonly isMeant: (route: UploadRoute) => boolean;
    readonly faultsOf: (file: ServedFile) => readonly Fault[];
    readonly wanted: string;
  },
): Promise<Finding> => {
  if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
  const routes = uploadRoutesOf(target).filter(options.isMeant);
  if (routes.length === 0) return undocumented(target, NO_UPLOADS);
  const faults: Fault[] = [];
  const leftOut: string[] = [];
  let checked = 0;
  const person = await createPerson(target);
  for (const route of routes) {
    const { name } = route.operation;
    const comment = target.unique("canary");
    const sent = requireUnlimited(await sendFile(target, route, person, imageWith(comment)));
    if (sent.status >= 300) throw new BlockedError(`${name} answered ${sent.status} to a picture`);
    const path = filePathIn(sent.json);
    if (path === undefined) {
      leftOut.push(`${name} does not tell where the file is`);
      continue;
    }
    const headers = { Authorization: person.bearer };
    const answer = await target.visitor().ask(path, { headers });
    checked += 1;
    if (answer.status === 200) faults.push(...options.faultsOf({ name, comment, answer }));
    else faults.push({ what: `${name}: the file answers ${answer.status}`, answer });
    await removeUploaded(target, route, person);
  }
  return judge({ faults, checked, leftOut, of: "files", wanted: options.wanted });
};
