import type { ApiClient } from "../../client/index.ts";

/** The profile picture as the server tells it. */
export interface Picture {
  readonly id: string;
  readonly url: string;
}

interface PictureReply {
  readonly avatar: Picture | null;
}

const PATH = "/api/v1/account/avatar";
/** A slow line may need long for five megabytes. */
const SEND_MS = 85_000;

/** Names the calls about the profile picture. */
export const createPictureApi = (client: ApiClient) => ({
  load: async (signal: AbortSignal): Promise<Picture | null> =>
    (await client.get<PictureReply>(PATH, signal)).avatar,
  /** Sends a picture; `onSent` hears how much of it has left, 0 to 1. */
  save: async (
    file: File,
    options: { readonly onSent: (share: number) => void; readonly signal: AbortSignal },
  ): Promise<Picture | null> => {
    const form = new FormData();
    form.append("photo", file);
    const reply = await client.request<PictureReply>({
      method: "PUT",
      path: PATH,
      form,
      timeoutMs: SEND_MS,
      ...options,
    });
    return reply.avatar;
  },
  remove: (): Promise<void> => client.remove<void>(PATH),
});

/** See {@link createPictureApi}. */
export type PictureApi = ReturnType<typeof createPictureApi>;
