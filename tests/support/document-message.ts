/** The edXML message of a document of one PDF, `van-ban.pdf`, as an agency's own system would write it. */
import { checkMetadata } from '../../schemas/directory/metadata.js';
import { buildEnvelope } from '../../schemas/edxml/envelope.js';
import type { EdxmlMessage } from '../../schemas/edxml/message.js';
import { metadataOf } from './gateway-fixture.js';

let nextNumber = 100;

/** Each with a number of its own, unless `changes` name one. */
export function documentMessage(
  from: string,
  changes: Record<string, unknown> = {},
  business?: EdxmlMessage['business'],
): EdxmlMessage {
  nextNumber += 1;
  const metadata = checkMetadata(metadataOf({ number: String(nextNumber), ...changes }));
  return buildEnvelope({
    metadata: { ...metadata, number: metadata.number ?? '' },
    from: { organId: from, name: 'Sở Thông tin và Truyền thông' },
    to: metadata.to.map((organId) => ({ organId, name: organId })),
    files: [{ name: 'van-ban.pdf', mediaType: 'application/pdf' }],
    ...(business === undefined ? {} : { business }),
    sentAt: new Date(),
  });
}
