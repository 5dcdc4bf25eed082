/**
 * Decodes base64 as it streams by, and insists that it is base64: nothing but the alphabet, white space and final padding.
 * Source: RFC 4648 section 4 with the line breaks of RFC 2045; missing padding is tolerated.
 */

const skipped = 64;
const padding = 65;
const foreign = 66;

/** What each byte is: a digit below 64, white space, padding, or foreign. */
const kinds = new Uint8Array(256).fill(foreign);
for (const [digit, character] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  kinds[character.charCodeAt(0)] = digit;
}
for (const space of '\t\n\r ') kinds[space.charCodeAt(0)] = skipped;
kinds['='.charCodeAt(0)] = padding;

export class Base64Decoder {
  #rest = Buffer.alloc(0);
  #padding = 0;
  #digits = 0;
  #fault: string | undefined;

  /** Why the text is not base64; undefined while it may be. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** The bytes that can be told so far; empty after a fault. */
  write(text: Uint8Array): Buffer {
    if (this.#fault !== undefined) return Buffer.alloc(0);
    const digits = Buffer.allocUnsafe(this.#rest.length + text.length);
    let length = this.#rest.copy(digits);
    for (const byte of text) {
      const kind = kinds[byte] ?? foreign;
      if (kind < skipped && this.#padding === 0) {
        digits[length] = byte;
        length += 1;
      } else if (kind !== skipped) this.#judge(kind, byte);
    }
    this.#digits += length - this.#rest.length;
    const whole = length - (length % 4);
    this.#rest = Buffer.from(digits.subarray(whole, length));
    return Buffer.from(digits.toString('latin1', 0, whole), 'base64');
  }

  /** The last bytes; sets `fault` when the text ends where base64 cannot. */
  finish(): Buffer {
    const tail = this.#digits % 4;
    const complete = this.#padding === 0 || (tail !== 0 && tail + this.#padding === 4);
    if (tail === 1 || !complete) this.#fault ??= 'it ends in the middle of a byte';
    return this.#fault === undefined ? Buffer.from(this.#rest.toString('latin1'), 'base64') : Buffer.alloc(0);
  }

  #judge(kind: number, byte: number): void {
    if (kind === padding && this.#padding < 2) this.#padding += 1;
    else if (kind === foreign) this.#fault ??= `byte 0x${byte.toString(16).padStart(2, '0')} is no base64`;
    else this.#fault ??= 'it goes on after its end';
  }
}
