import { type FilesService, platformErrors } from "plinth";
import type { OwnRecipeRepository, OwnRecipeRow } from "./repository.ts";
import type { OwnRecipeShown } from "./view.ts";

/** Longest side in pixels of a photo that is kept. */
const PHOTO_SIDE = 1_600;

/** What files of this module are. */
export const RECIPE_PHOTOS = { name: "recipe-photo", readers: "owner" } as const;

/** What photos are kept with. */
export type PhotoFiles = Pick<FilesService, "keepImage" | "find" | "remove">;
type Incoming = Parameters<PhotoFiles["keepImage"]>[0];
type Sender = Parameters<PhotoFiles["keepImage"]>[1]["sender"];

/** Photos of recipes: one of each, for its owner alone. */
export interface Photos {
  /** @throws {AppError} NOT_FOUND and as `keepImage` does */
  readonly setPhoto: (
    owner: string,
    id: string,
    photo: { readonly file: Incoming; readonly text: string; readonly sender: Sender },
    signal: AbortSignal,
  ) => Promise<OwnRecipeShown>;
  /** @throws {AppError} NOT_FOUND */
  readonly removePhoto: (owner: string, id: string) => Promise<void>;
}

/** Removes the photo of a recipe, where it has one. */
export const dropPhoto = async (files: PhotoFiles, row: OwnRecipeRow): Promise<void> => {
  const file = row.photo_id === null ? undefined : await files.find(row.photo_id);
  if (file !== undefined) await files.remove(file);
};

/** Builds the part of the service that is about photos. */
export const createPhotos = (parts: {
  readonly repository: Pick<OwnRecipeRepository, "setPhoto">;
  readonly files: PhotoFiles;
  /** @throws {AppError} NOT_FOUND */
  readonly requireRow: (owner: string, id: string) => Promise<OwnRecipeRow>;
  readonly show: (row: OwnRecipeRow, signal: AbortSignal) => Promise<OwnRecipeShown>;
}): Photos => {
  const { repository, files, requireRow, show } = parts;
  return {
    setPhoto: async (owner, id, { file, text, sender }, signal) => {
      const row = await requireRow(owner, id);
      const photo = await files.keepImage(file, {
        purpose: RECIPE_PHOTOS.name,
        ownerId: owner,
        sender,
        output: { type: "image/webp", maxSide: PHOTO_SIDE },
      });
      if (!(await repository.setPhoto(owner, id, { id: photo.id, text }))) {
        await files.remove(photo);
        throw platformErrors.make.NOT_FOUND();
      }
      await dropPhoto(files, row);
      return show({ ...row, photo_id: photo.id, photo_text: text }, signal);
    },
    removePhoto: async (owner, id) => {
      const row = await requireRow(owner, id);
      await repository.setPhoto(owner, id, null);
      await dropPhoto(files, row);
    },
  };
};
