/**
 * Why a field cannot be read or a message cannot be signed. The text is for logs and for callers who
 * sign; a server that refuses tells none of it.
 */
export class SignatureFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SignatureFault";
  }
}
