/**
 * What of a message that came as edXML stays in the envelope we seal: everything its sender wrote, known to us or not, but for what
 * the gateway decides: codes and names of the directory, number and id, the files as received. Where it has been before stays in front.
 * Source: QCVN 102:2016/BTTTT; rare elements are kept and written back.
 */
import { organCodeSpellings } from '../../schemas/directory/organ-code.js';
import type { Business, EdxmlMessage, FileReference, Organ } from '../../schemas/edxml/message.js';
import type { Agency } from '../agencies/agency.js';

/**
 * @param made the envelope as the metadata says it
 * @param recipients those of `made.to`, in its order
 */
export function keepOriginal(made: EdxmlMessage, original: EdxmlMessage, recipients: readonly Agency[]): EdxmlMessage {
  return {
    ...made,
    ...original,
    from: { ...original.from, ...made.from },
    to: made.to.map((organ, index) => ({ ...asWritten(original.to, recipients[index]), ...organ })),
    // Checked and tidied: what lists and searches show is what is sealed.
    subject: made.subject,
    ...(made.documentId === undefined ? {} : { documentId: made.documentId }),
    ...(made.code === undefined ? {} : { code: { ...original.code, ...made.code } }),
    promulgation: { ...made.promulgation, ...original.promulgation },
    documentType: { ...made.documentType, ...original.documentType },
    otherInfo: { ...made.otherInfo, ...original.otherInfo },
    ...businessOf(made.business, original.business),
    trace: [...original.trace, ...made.trace],
    files: made.files.map((file) => ({ ...referenceTo(original.files, file), ...file })),
  };
}

/** The recipient as the sender wrote it, under whichever of its codes. */
function asWritten(to: readonly Organ[], agency: Agency | undefined): Organ | undefined {
  if (agency === undefined) return undefined;
  const spellings = new Set([agency.code, ...agency.aliases.map(({ code }) => code)].flatMap(organCodeSpellings));
  return to.find(({ organId }) => spellings.has(organId));
}

function businessOf(made: Business | undefined, original: Business | undefined): { business?: Business } {
  if (made === undefined) return {};
  if (original === undefined) return { business: made };
  const update = { ...made.update, ...original.update };
  return { business: { ...made, ...original, ...(Object.keys(update).length === 0 ? {} : { update }) } };
}

function referenceTo(files: readonly FileReference[], { name }: FileReference): FileReference | undefined {
  return files.find((file) => file.name?.normalize('NFC') === name);
}
