import { defineErrors } from "#core";

/** What the files module answers beyond the platform's codes. */
export const fileErrors = defineErrors({
  FILE_INFECTED: {
    status: 422,
    title: "Something harmful was found in the file",
    explanation:
      "The scanner of this service knows what the file holds as harmful. The file was set aside and is given to nobody; administrators see that it was sent. Scan the device that it comes from.",
  },
  SCANNER_UNAVAILABLE: {
    status: 503,
    title: "Files cannot be scanned at the moment",
    explanation:
      "This service takes no file that was not scanned, and its scanner does not answer. Nothing was kept. Try again in a few minutes; /health tells whether the scanner is back.",
  },
  IMAGE_REFUSED: {
    status: 422,
    title: "The image cannot be used",
    explanation:
      "The image is damaged, moves, or is too large once it is unpacked. Open it in a program for pictures and save it anew as PNG, JPEG or WebP. The detail says what is wrong with it.",
  },
  IMAGES_BUSY: {
    status: 503,
    title: "Too many images are being worked on",
    explanation:
      "Images are made anew one after the other, and too many wait. Nothing was kept. Try again in a few seconds.",
  },
});
