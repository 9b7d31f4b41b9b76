import { type DragEvent, useState } from "react";
import { FileTrigger } from "react-aria-components";
import { Button, FormFailure } from "../../kit/index.ts";
import { useTexts } from "../../texts/index.ts";
import { PictureFrame } from "./picture-frame.tsx";
import { PICTURE_TYPES } from "./picture-rules.ts";
import { usePicture } from "./use-picture.ts";

/** The profile picture of the signed-in person: chosen or dropped, looked at, saved, removed. */
export const PictureSection = (props: { readonly name: string }) => {
  const picture = usePicture();
  const { kept, chosen, failure, save } = picture;
  const [isOver, setOver] = useState(false);
  const take = (file: File | undefined): void => {
    if (file !== undefined && !save.isPending) void picture.choose(file);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  const onDragOver = (event: DragEvent): void => {
    event.preventDefault();
    setOver(true);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button does the same
    <div
      className="picture-place"
      data-over={isOver || undefined}
      onDrop={onDrop}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
    >
      <PictureFrame name={props.name} url={kept.data?.url} chosen={chosen?.pixels} />
      <div className="stack stack-tight">
        <FormFailure failure={failure} />
        {chosen === undefined ? (
          <Choose picture={picture} onFile={take} />
        ) : (
          <Confirm picture={picture} name={chosen.file.name} />
        )}
      </div>
    </div>
  );
};

type Shown = ReturnType<typeof usePicture>;

const Choose = (props: {
  readonly picture: Shown;
  readonly onFile: (file: File | undefined) => void;
}) => {
  const t = useTexts();
  const { kept, remove } = props.picture;
  const hasPicture = kept.data !== null && kept.data !== undefined;
  return (
    <>
      <div className="row">
        <FileTrigger
          acceptedFileTypes={PICTURE_TYPES}
          onSelect={(files) => props.onFile(files?.[0])}
        >
          <Button>{t(hasPicture ? "Choose another picture" : "Choose a picture")}</Button>
        </FileTrigger>
        {hasPicture && (
          <Button look="quiet" isPending={remove.isPending} onPress={() => remove.mutate()}>
            {t("Remove picture")}
          </Button>
        )}
      </div>
      <p className="soft small">
        {t("PNG, JPEG or WebP, 5 MB at most. We remove what it tells of place and camera.")}
      </p>
    </>
  );
};

const Confirm = (props: { readonly picture: Shown; readonly name: string }) => {
  const t = useTexts();
  const { chosen, drop, save, share } = props.picture;
  const percent = Math.round(share * 100);
  return (
    <>
      {save.isPending ? (
        <label className="picture-progress">
          <span>{percent < 100 ? t("Sending, {percent} %", { percent }) : t("Almost done")}</span>
          <progress max={100} value={percent} />
        </label>
      ) : (
        <p className="picture-name">{props.name}</p>
      )}
      <div className="row">
        <Button
          look="primary"
          isPending={save.isPending}
          onPress={() => chosen !== undefined && save.mutate(chosen)}
        >
          {t("Save picture")}
        </Button>
        <Button look="quiet" onPress={drop}>
          {t("Cancel")}
        </Button>
      </div>
    </>
  );
};
