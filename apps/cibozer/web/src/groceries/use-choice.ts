import { useRouter } from "@tanstack/react-router";
import { type Choice, readChoice, writeChoice } from "./choice.ts";

/** The choice that the address of a page at `path` says, and how it is changed there. */
export const useChoice = (path: string) => {
  const router = useRouter();
  return {
    choice: readChoice(router.state.location.search),
    onChoose: (choice: Choice): void =>
      void router.navigate({
        to: path,
        search: writeChoice(choice),
        replace: true,
        resetScroll: false,
      }),
  };
};
