import type { PersonalData } from "#modules/contract";
import type { AccessRepository } from "./repository.ts";

/** What reviews hold of a person: that they signed one off. */
export const accessPersonalData = (repository: AccessRepository): readonly PersonalData[] => [
  {
    table: "access_reviews",
    subject: "reviewer_id",
    erase: repository.forgetReviewer,
    export: async (accountId) =>
      (await repository.reviewsBy(accountId)).map(({ id, note, created_at }) => ({
        id,
        note,
        createdAt: new Date(created_at).toISOString(),
      })),
  },
];
