import { idText, list, oneOf, strictObject, Type } from "#policy";
import { VARIANT_WIDTHS, type VariantWidth } from "./variants/variants.ts";

/** Path of one file. */
export const FileParams = strictObject({ id: idText() });

/** What a link to the files' own origin carries. */
export const FileQuery = strictObject({
  until: Type.Optional(Type.Integer({ minimum: 0, maximum: 99_999_999_999 })),
  proof: Type.Optional(Type.String({ pattern: "^[A-Za-z0-9_-]{43}$" })),
  width: Type.Optional(
    Type.Unsafe<VariantWidth>({
      type: "integer",
      enum: [...VARIANT_WIDTHS],
      description: "of a picture, at most, in pixels; it is never made larger",
    }),
  ),
});

/** The bytes of a file. */
export const FileBytes = Type.Unsafe<Uint8Array>({
  type: "string",
  contentMediaType: "application/octet-stream",
});

/** A profile picture. */
export const AvatarReply = strictObject({
  avatar: Type.Union([
    strictObject({
      id: idText(),
      /** Where the picture is, for its owner; a path of this application. */
      url: Type.String(),
      type: Type.String(),
      bytes: Type.Integer({ minimum: 0 }),
      createdAt: Type.String(),
    }),
    Type.Null(),
  ]),
});

/** GET /api/v1/admin/files */
export const QuarantineQuery = strictObject({
  state: Type.Optional(oneOf(["quarantined"])),
  after: Type.Optional(idText()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
});

/** Files in quarantine: what is known of them, never their bytes. */
export const QuarantineReply = strictObject({
  files: list(
    strictObject({
      id: idText(),
      ownerId: Type.Union([idText(), Type.Null()]),
      purpose: Type.String(),
      name: Type.String(),
      type: Type.String(),
      bytes: Type.Integer({ minimum: 0 }),
      sha256: Type.String(),
      signature: Type.Union([Type.String(), Type.Null()]),
      createdAt: Type.String(),
    }),
  ),
  next: Type.Union([idText(), Type.Null()]),
});
