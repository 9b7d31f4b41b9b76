import { type FetchLike, hasSignInHint, type Runtime } from "@plinth/console";

type Offline = ReturnType<typeof import("./offline.ts").createOffline>;

/**
 * What makes the calls of a page work with no network, loaded when somebody is signed in: visitors
 * have nothing to keep, and their first page stays small.
 */
export const createLazyOffline = (runtime: () => Runtime) => {
  let loading: Promise<Offline> | undefined;
  const load = (): Promise<Offline> => {
    loading ??= import("./offline.ts").then(({ createOffline }) => createOffline(runtime));
    loading.catch(() => {
      loading = undefined;
    });
    return loading;
  };
  const send: FetchLike = async (path, init) => {
    const offline = hasSignInHint() ? await load().catch(() => undefined) : undefined;
    return (offline?.fetch ?? fetch)(path, init);
  };
  return {
    fetch: send,
    onForget: () => {
      load()
        .then((offline) => offline.forget())
        // Without the part that keeps, what it kept is deleted all the same.
        .catch(() => indexedDB.deleteDatabase("cibozer.kept"));
    },
  };
};
