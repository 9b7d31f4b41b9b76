import { useRuntime, useTexts, useToasts } from "@plinth/console";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { rest } from "../offline/rest.ts";
import { createLazyPost } from "./lazy-post.ts";
import type { Shown } from "./outbox.ts";
import type { Words } from "./words.ts";

/** While something waits it is tried again this often, besides when the network is back. */
const RETRY_MS = 20_000;

type Letters = Pick<Shown<Words>, "waiting" | "kept"> & {
  readonly put: (words: Words) => void;
};

const LettersContext = createContext<Letters>({
  waiting: [],
  kept: [],
  put: () => undefined,
});

/** What waits to be told, and the way to tell more. */
export const useLetters = (): Letters => useContext(LettersContext);

/** Sends what people tell, and what they told with no network, for one person. */
const usePost = (owner: string) => {
  const t = useTexts();
  const texts = useRef(t);
  useLayoutEffect(() => {
    texts.current = t;
  }, [t]);
  const runtime = useRuntime();
  const toasts = useToasts();
  const [shown, setShown] = useState<Shown<Words>>({ waiting: [], kept: [], isStuck: false });
  const post = useMemo(
    () =>
      createLazyPost(async (onChange) => {
        const { createPost } = await import("./post.ts");
        return createPost({ owner, runtime, toasts, texts: () => texts.current, onChange });
      }, setShown),
    [owner, runtime, toasts],
  );
  useEffect(() => {
    const flush = () => void post.flush();
    post.open();
    // What was kept is read once the page stands.
    void rest().then(flush);
    const timer = setInterval(flush, RETRY_MS);
    window.addEventListener("online", flush);
    return () => {
      // Whoever signs out leaves nothing that is still sent, or kept.
      post.close();
      clearInterval(timer);
      window.removeEventListener("online", flush);
    };
  }, [post]);
  return { ...shown, put: post.put };
};

/** Around the pages of somebody who is signed in. */
export const LettersProvider = (props: {
  readonly owner: string;
  readonly children: ReactNode;
}) => {
  const t = useTexts();
  const { waiting, kept, isStuck, put } = usePost(props.owner);
  const letters = useMemo(() => ({ waiting, kept, put }), [waiting, kept, put]);
  // The list says of its ticks itself how many wait.
  const told = kept.filter(({ kind }) => kind !== "ticks").length;
  return (
    <LettersContext value={letters}>
      <div role="status" className="banner-region">
        {isStuck && told > 0 && (
          <div className="banner">
            {t.plural(
              told,
              "{n} change is kept on this device, and sent when the server is back.",
              "{n} changes are kept on this device, and sent when the server is back.",
            )}
          </div>
        )}
      </div>
      {props.children}
    </LettersContext>
  );
};
