/** Turns a case of the x509 suite (NIST PKITS or x509-limbo form) into the inputs of `validatePath`. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readCertificates } from '../../certs/keys/file-key.js';
import type { PathOptions, TrustMaterial } from '../../certs/trust/validate-path.js';
import type { VectorCase } from './cases.js';

export interface PathInputs {
  readonly leaf: Buffer;
  readonly material: TrustMaterial;
  readonly options: PathOptions;
}

interface PkitsDetail {
  readonly intermediates: readonly string[];
  readonly crls: readonly string[];
  readonly checkRevocation: boolean;
}

interface LimboCase {
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  readonly validation_time: string | null;
  readonly extended_key_usage: readonly string[];
}

const purposes: Readonly<Record<string, string>> = { serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2' };

/** Paths in a PKITS case are relative to the pkits folder, whose certs/ holds the certificate. */
function pkitsInputs(vector: VectorCase): PathInputs {
  const folder = dirname(dirname(vector.path));
  const detail = JSON.parse(vector.detail) as PkitsDetail;
  const file = (name: string) => readFileSync(join(folder, name));
  return {
    leaf: readFileSync(vector.path),
    material: {
      anchors: [file('certs/TrustAnchorRootCertificate.crt')],
      intermediates: detail.intermediates.map(file),
      crls: detail.crls.map(file),
      at: new Date(),
    },
    options: { requireRevocation: detail.checkRevocation },
  };
}

function limboInputs(vector: VectorCase): PathInputs {
  const limbo = JSON.parse(readFileSync(vector.path, 'utf8')) as LimboCase;
  const ders = (pems: readonly string[]) => pems.flatMap((pem) => readCertificates(Buffer.from(pem)));
  const [leaf] = ders([limbo.peer_certificate]);
  if (leaf === undefined) throw new Error('no peer certificate');
  const purpose = purposes[limbo.extended_key_usage[0] ?? ''];
  const at = limbo.validation_time === null ? new Date() : new Date(limbo.validation_time);
  return {
    leaf,
    material: { anchors: ders(limbo.trusted_certs), intermediates: ders(limbo.untrusted_intermediates), crls: [], at },
    options: { requireRevocation: false, ...(purpose === undefined ? {} : { purpose }) },
  };
}

export function pathInputs(vector: VectorCase): PathInputs {
  return vector.file.startsWith('pkits/') ? pkitsInputs(vector) : limboInputs(vector);
}
