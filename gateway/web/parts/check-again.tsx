/** What a printed sheet carries so that its reader can check the file itself: the digest, and a QR code that leads to where that is done. */
import type { JSX } from 'preact';
import type { Page } from '../page.js';
import { verifyTexts as t } from '../texts/verify.js';
import { Digest } from './digest.js';
import { QrCode } from './qr-code.js';

/** Where the page that verifies is told of a digest. @param base address of the gateway, as its readers know it */
const checkAddress = (base: string, sha256: string): string => `${base}/kiem-tra?${new URLSearchParams({ sha256 })}`;

export function CheckAgain(props: {
  readonly page: Page;
  /** Of the file, hex. */
  readonly sha256: string;
  /** Address of the gateway, as its readers know it; without a slash at the end. */
  readonly base: string;
}): JSX.Element {
  const { page, sha256, base } = props;
  const address = checkAddress(base, sha256);
  return (
    <div class="check-again">
      <QrCode text={address} label={page.say(t.qr)} />
      <div>
        <p>{page.say(t.qrText)}</p>
        <p>
          <strong>{page.say(t.linkedHeading)}</strong>
        </p>
        <p class="weak">
          SHA-256 <Digest hex={sha256} />
        </p>
        <p class="weak on-paper">{address}</p>
      </div>
    </div>
  );
}
