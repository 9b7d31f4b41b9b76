import { useState } from "react";
import { Button, Icon, useToasts } from "../../kit/index.ts";

/** Puts a text into the clipboard; where the browser refuses, it says so. */
export const CopyButton = (props: { readonly text: string; readonly label: string }) => {
  const toasts = useToasts();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text);
      setCopied(true);
      toasts.succeed("Copied.");
    } catch {
      toasts.fail("The browser did not allow copying. Select the text and copy it by hand.");
    }
  };
  return (
    <Button isSmall onPress={() => void copy()}>
      <Icon name={isCopied ? "check" : "copy"} size={16} /> {props.label}
    </Button>
  );
};
