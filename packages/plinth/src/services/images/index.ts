export type { ImageOutput, OutputType } from "./codec/protocol.ts";
export { ImageFault, type ImageFaultReason } from "./fault.ts";
export type { ImageHeader, ImageType } from "./formats/format.ts";
export {
  type ImageLimits,
  readImageHeader,
} from "./header.ts";
export {
  createImageReencoder,
  type ImageReencoder,
  type ReencodedImage,
  type ReencoderOptions,
} from "./reencoder.ts";
