import type { Composition } from "#app";
import { AppError, BootError } from "#core";
import type { PrivacyService } from "#modules/privacy";
import { recorded } from "../control/recorded.ts";

/** What `plinth privacy` does on a running instance, or on the data of a stopped one. */
export type PrivacyAction =
  | { readonly action: "records" }
  | { readonly action: "retention"; readonly isDryRun: boolean }
  | { readonly action: "breaches" }
  | {
      readonly action: "open-breach";
      readonly title: string;
      readonly description: string;
      readonly tables: readonly string[];
      readonly until?: number;
      readonly detectedAt?: number;
    };

const privacyOf = (composition: Composition): PrivacyService => {
  const service = composition.modules.service("privacy");
  if (service === undefined) {
    throw new BootError(["this application has no accounts; add identityModules to its modules"]);
  }
  return service as PrivacyService;
};

const run = async (
  composition: Composition,
  given: Readonly<Record<string, unknown>>,
): Promise<unknown> => {
  const privacy = privacyOf(composition);
  const asked = given as unknown as PrivacyAction;
  if (asked.action === "records") return privacy.records();
  if (asked.action === "breaches") return privacy.breaches.list();
  if (asked.action === "retention") {
    if (asked.isDryRun) return privacy.retention.due();
    return recorded(composition, {
      name: "privacy.retention-run",
      data: (due) => ({ rows: due.reduce((sum, { rows }) => sum + rows, 0) }),
      work: privacy.retention.run,
    });
  }
  if (asked.action === "open-breach") {
    return recorded(composition, {
      name: "privacy.breach-opened",
      data: ({ id, people }) => ({ breach: id, people, tables: asked.tables.join(", ") }),
      work: () => privacy.breaches.open(asked, null),
    });
  }
  throw new Error("say records, retention or breach");
};

/**
 * Runs one of them; the result is what is printed as JSON.
 * @throws {Error} with one sentence for the person at the terminal.
 */
export const runPrivacy = async (
  composition: Composition,
  given: Readonly<Record<string, unknown>>,
): Promise<unknown> => {
  try {
    return await run(composition, given);
  } catch (fault) {
    if (!(fault instanceof AppError) || fault.faults.length === 0) throw fault;
    const words = fault.faults.map(
      ({ field, message }) => `${field.replace("body.", "")} ${message}`,
    );
    throw new Error(words.join("; "));
  }
};

/** What still needs SECRET_KEY_PREVIOUS, though everything sealed is sealed anew. */
export const formerDigests = (
  composition: Composition,
): ReturnType<PrivacyService["formerDigests"]> => privacyOf(composition).formerDigests();

/** Rotates the keys that sensitive columns are sealed with; goes on where it was interrupted. */
export const rotateDataKeys = (
  composition: Composition,
): ReturnType<PrivacyService["rotateKeys"]> =>
  recorded(composition, {
    name: "keys.data-rotated",
    data: ({ key, resealed, rewrapped, unreadable, lost }) => ({
      ...{ key, resealed, rewrapped },
      unreadable: unreadable + lost,
    }),
    work: async () => privacyOf(composition).rotateKeys(),
  });
