import type { PersonalData } from "#modules/contract";
import type { Files } from "./service.ts";

/** What kept files hold of a person; to erase one removes the bytes too. */
export const filePersonalData = (
  files: Pick<Files, "allOf" | "removeAllOf">,
): readonly PersonalData[] => [
  {
    table: "kept_files",
    subject: "owner_id",
    erase: files.removeAllOf,
    export: async (accountId) =>
      (await files.allOf(accountId)).map((file) => ({
        id: file.id,
        purpose: file.purpose,
        name: file.name,
        type: file.type,
        bytes: file.bytes,
        sha256: file.sha256,
        state: file.state,
        createdAt: new Date(file.created_at).toISOString(),
      })),
  },
];
