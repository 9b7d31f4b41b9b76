import type { OutputType } from "#services/images";

const EXTENSIONS: Readonly<Record<OutputType, string>> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
};

/** "holiday.heic.png" made a JPEG is "holiday.heic.jpg". */
export const renamed = (name: string, type: OutputType): string => {
  const dot = name.lastIndexOf(".");
  return `${dot > 0 ? name.slice(0, dot) : name}.${EXTENSIONS[type]}`;
};

/** Whether files of a type are pictures that can be made anew. */
export const isPicture = (type: string): type is OutputType => Object.hasOwn(EXTENSIONS, type);
