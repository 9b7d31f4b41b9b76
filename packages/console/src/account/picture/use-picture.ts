import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { describeError, type ErrorWords, isQuiet } from "../../client/index.ts";
import { useToasts } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { type Texts, useTexts } from "../../texts/index.ts";
import { createPictureApi } from "./picture-api.ts";
import { pictureFault } from "./picture-rules.ts";

const KEY = ["picture"] as const;
const wrong = (t: Texts, message: string): ErrorWords => ({
  title: t("Choose another file"),
  message,
});

/** A file that was chosen and not saved yet. */
interface Chosen {
  readonly file: File;
  readonly pixels: ImageBitmap;
}

/** The profile picture: what is kept, what is chosen, how far sending is, what went wrong. */
export const usePicture = () => {
  const t = useTexts();
  const { client } = useRuntime();
  const [api] = useState(() => createPictureApi(client));
  const queries = useQueryClient();
  const toasts = useToasts();
  const [chosen, setChosen] = useState<Chosen>();
  const [failure, setFailure] = useState<ErrorWords>();
  const [share, setShare] = useState(0);
  const stop = useRef<AbortController>(undefined);
  const kept = useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.load(signal) });

  const drop = (): void => {
    stop.current?.abort();
    chosen?.pixels.close();
    setChosen(undefined);
    setFailure(undefined);
  };
  const choose = async (file: File): Promise<void> => {
    drop();
    const fault = pictureFault(t, file);
    if (fault !== undefined) return setFailure(wrong(t, fault));
    try {
      setChosen({ file, pixels: await createImageBitmap(file) });
    } catch {
      setFailure(wrong(t, t("This file cannot be read as a picture. It may be damaged.")));
    }
  };
  const save = useMutation({
    mutationFn: ({ file }: Chosen) => {
      stop.current = new AbortController();
      setFailure(undefined);
      setShare(0);
      return api.save(file, { onSent: setShare, signal: stop.current.signal });
    },
    onSuccess: (picture) => {
      queries.setQueryData(KEY, picture);
      setChosen(undefined);
      toasts.succeed(t("Your picture is saved."));
    },
    onError: (error) => {
      if (!isQuiet(error)) setFailure(describeError(t, error));
    },
  });
  const remove = useMutation({
    mutationFn: () => api.remove(),
    onSuccess: () => {
      queries.setQueryData(KEY, null);
      toasts.succeed(t("Your picture is removed."));
    },
    onError: (error) => {
      if (!isQuiet(error)) toasts.fail(describeError(t, error).message);
    },
  });
  return { kept, chosen, failure, share, choose, drop, save, remove };
};
