import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { SessionRecord } from '@parley/protocol';

const TOKEN_BYTES = 32;
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * What leads a client back to its session. The token itself is known to its client and to the gateway that made
 * it; the record of the session lies under a digest of it, and only who brings the token can read it.
 */
export class ResumeToken {
  /** Where the record lies. */
  readonly key: string;
  private readonly secret: Buffer;

  constructor(readonly text: string) {
    this.key = derive(text, 'parley session key').toString('base64url');
    this.secret = derive(text, 'parley session record');
  }

  static create(): ResumeToken {
    return new ResumeToken(randomBytes(TOKEN_BYTES).toString('base64url'));
  }

  /** Nonce, tag and the record as JSON, by AES-256-GCM (NIST SP 800-38D). */
  seal(record: SessionRecord): Uint8Array {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.secret, nonce);
    const body = Buffer.concat([cipher.update(JSON.stringify(record)), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  }

  /** @throws Error when it was not sealed with this token, or is no record of this version. */
  unseal(bytes: Uint8Array): SessionRecord {
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv(CIPHER, this.secret, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(tag);
    const body = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
    const text = Buffer.concat([body, decipher.final()]).toString();
    return SessionRecord.parse(JSON.parse(text));
  }
}

/** HKDF (RFC 5869): neither of two keys for different purposes tells anything of the token or of the other. */
function derive(text: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', text, '', purpose, 32));
}
