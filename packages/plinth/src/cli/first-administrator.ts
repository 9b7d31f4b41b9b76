import type { Composition } from "#app";
import type { Terminal } from "./command.ts";
import { requireCredentials } from "./control/credentials-service.ts";

const EMAIL = "admin@localhost.localdomain";

/**
 * Creates the first administrator on a first start and prints, once, the link that sets the
 * password. There are no default credentials (ID-21).
 */
export const announceFirstAdministrator = async (
  composition: Composition & { readonly localUrl: string },
  terminal: Terminal,
): Promise<void> => {
  if (composition.modules.service("credentials") === undefined) return;
  const first = await requireCredentials(composition).ensureFirstAdministrator(EMAIL);
  if (!first.created) return;
  terminal.tell("");
  terminal.tell(`  First administrator: ${EMAIL}`);
  terminal.tell("  Choose the password within 24 hours here (shown only this once):");
  terminal.tell(`  ${first.link.url}`);
};
