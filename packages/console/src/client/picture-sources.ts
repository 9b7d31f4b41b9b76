/** Where a kept picture is in one of the widths in which it is given out; it never grows (UPL-04). */
const inWidth = (url: string, width: 96 | 192 | 320 | 640 | 1_280): string =>
  `${url}?width=${width}`;

/** A small picture, 96 pixels wide at most: twice as many for screens of twice the density. */
export const smallPicture = (url: string) => ({
  src: inWidth(url, 96),
  srcSet: `${inWidth(url, 96)} 1x, ${inWidth(url, 192)} 2x`,
});

/** A picture that is as wide as its place: the page, up to `widest` such as "72rem". */
export const widePicture = (url: string, widest: string) => ({
  src: inWidth(url, 640),
  srcSet: ([320, 640, 1_280] as const)
    .map((width) => `${inWidth(url, width)} ${width}w`)
    .join(", "),
  sizes: `(max-width: ${widest}) 100vw, ${widest}`,
});
