/**
 * What may be changed after a signature: what the signers up to it have permitted, and which fields they have locked.
 * Without a certifying signature only more signatures and what keeps them valid may be added.
 * Source: ISO 32000-2:2020 sections 12.8.2.2 (DocMDP), 12.8.2.4 (FieldMDP).
 */
import type { FieldLock, PdfSignature } from '../read-signatures.js';

export interface Permissions {
  readonly sign: boolean;
  readonly fillIn: boolean;
  readonly annotate: boolean;
  isLocked(fieldName: string): boolean;
}

function locks({ action, fields }: FieldLock, name: string): boolean {
  if (action === 'All') return true;
  const isNamed = fields.some((field) => name === field || name.startsWith(`${field}.`));
  return action === 'Include' ? isNamed : !isNamed;
}

/** Each signer can only narrow what those before permitted. */
export function permissionsAfter(signature: PdfSignature, all: readonly PdfSignature[]): Permissions {
  const end = signature.range?.end ?? 0;
  const rules = all.filter(({ range }) => range !== null && range.end <= end).map((one) => one.rules);
  const stated = rules.flatMap(({ permission }) => permission ?? []);
  const permission = stated.length === 0 ? null : Math.min(...stated);
  const fieldLocks = rules.flatMap((rule) => rule.locks);
  return {
    sign: permission !== 1,
    fillIn: permission !== null && permission >= 2,
    annotate: permission !== null && permission >= 3,
    isLocked: (name) => fieldLocks.some((lock) => locks(lock, name)),
  };
}
