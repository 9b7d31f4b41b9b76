import type { Composition } from "#app";
import { BootError } from "#core";
import type { KeyView, TokensService } from "#modules/tokens";
import { recorded } from "./recorded.ts";

const tokensOf = (composition: Composition): TokensService => {
  const service = composition.modules.service("tokens");
  if (service === undefined) {
    throw new BootError(["this application has no accounts; add identityModules to its modules"]);
  }
  return service as TokensService;
};

/** The signing keys, oldest first. */
export const listKeys = (composition: Composition): Promise<readonly KeyView[]> =>
  tokensOf(composition).list();

/**
 * Publishes the next signing key.
 * @throws {Error} with one sentence when the last rotation is still under way.
 */
export const rotateKeys = (composition: Composition): Promise<KeyView> =>
  recorded(composition, {
    name: "keys.rotated",
    data: ({ kid }) => ({ key: kid }),
    work: async () => tokensOf(composition).rotate(),
  });

/** Makes the first key where there is none: what a start does. */
export const loadKeys = (composition: Composition): Promise<void> => tokensOf(composition).load();
