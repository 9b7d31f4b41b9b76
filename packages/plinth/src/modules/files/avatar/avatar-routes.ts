import { platformErrors } from "#core";
import { type Route, route } from "#http";
import type { KeptFile } from "../repository.ts";
import { AvatarReply } from "../schema.ts";
import type { Avatars } from "./avatars.ts";

const PATH = "/api/v1/account/avatar";
const MAX_BYTES = 5_242_880;

const view = (file: KeptFile | undefined) => ({
  avatar:
    file === undefined
      ? null
      : {
          id: file.id,
          url: `/api/v1/files/${file.id}`,
          type: file.type,
          bytes: file.bytes,
          createdAt: new Date(file.created_at).toISOString(),
        },
});

/** The profile picture of whoever is signed in. */
export const avatarRoutes = (avatars: Avatars): readonly Route[] => [
  route.get(
    PATH,
    {
      access: "user",
      summary: "Tells where your profile picture is",
      responses: { 200: AvatarReply },
      dataClass: "personal",
    },
    async ({ principal }) => view(await avatars.current(principal.userId)),
  ),
  route.put(
    PATH,
    {
      access: "user",
      summary: "Sets your profile picture, made anew at 512 pixels and without metadata",
      upload: {
        photo: { types: ["image/png", "image/jpeg", "image/webp"], maxBytes: MAX_BYTES },
      },
      responses: { 200: AvatarReply },
      limit: "20/hour",
      // A slow line, a scanner and an image take their time, each within its own bound.
      timeout: "90s",
      dataClass: "personal",
      audit: "avatar.changed",
      errors: ["FILE_INFECTED", "SCANNER_UNAVAILABLE", "IMAGE_REFUSED", "IMAGES_BUSY"],
    },
    async ({ principal, files, requestId, clientAddress }) => {
      const [photo] = files.photo;
      if (photo === undefined) throw platformErrors.make.VALIDATION_ERROR();
      const sender = { requestId, clientAddress };
      return view(await avatars.replace(principal.userId, photo, sender));
    },
  ),
  route.delete(
    PATH,
    {
      access: "user",
      summary: "Removes your profile picture",
      responses: { 204: null },
      dataClass: "personal",
      audit: "avatar.removed",
    },
    async ({ principal }) => {
      await avatars.remove(principal.userId);
      return undefined;
    },
  ),
];
