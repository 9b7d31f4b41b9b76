export {
  type CertificateFiles,
  type CertificateFilesOptions,
  createCertificateFiles,
} from "./certificate-files.ts";
export { type CertificateWatch, watchCertificate } from "./certificate-watch.ts";
