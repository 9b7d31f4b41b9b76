import { useEffect, useRef } from "react";
import { smallPicture } from "../../client/picture-sources.ts";
import { useTexts } from "../../texts/index.ts";
import { initialsOf } from "./picture-rules.ts";

/** Pixels of the preview; twice what it is shown at. */
const SIZE = 192;

/** The round picture: a chosen one, the kept one, or initials. */
export const PictureFrame = (props: {
  readonly name: string;
  readonly url: string | undefined;
  /** Decoded pixels of what was chosen and is not saved yet. */
  readonly chosen: ImageBitmap | undefined;
}) => {
  const t = useTexts();
  const { name, url, chosen } = props;
  if (chosen !== undefined) return <Preview picture={chosen} />;
  if (url !== undefined) {
    return (
      <img
        className="picture"
        {...smallPicture(url)}
        alt={t("Your profile")}
        width={96}
        height={96}
      />
    );
  }
  return (
    <span className="picture picture-empty" aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
};

/** Drawn, not linked: the page's policy lets in pictures of this origin only, and no blob. */
const Preview = ({ picture }: { readonly picture: ImageBitmap }) => {
  const t = useTexts();
  const place = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = place.current?.getContext("2d");
    const { width, height } = picture;
    const side = Math.min(width, height);
    context?.clearRect(0, 0, SIZE, SIZE);
    context?.drawImage(
      picture,
      (width - side) / 2,
      (height - side) / 2,
      side,
      side,
      0,
      0,
      SIZE,
      SIZE,
    );
  }, [picture]);
  return (
    <canvas
      ref={place}
      className="picture"
      width={SIZE}
      height={SIZE}
      role="img"
      aria-label={t("The picture you chose")}
    />
  );
};
