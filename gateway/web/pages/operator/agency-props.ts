/** What the operator's page of one agency shows, and where it is. */
import type { Agency } from '../../../agencies/agency.js';
import type { AgencyStanding, LastTest } from '../../../agencies/agency-standing.store.js';
import type { SentBytes } from '../../../documents/quota.js';
import type { OutcomeProps } from './outcome.js';

export interface AgencyProps extends OutcomeProps {
  readonly agency: Agency;
  /** What was typed of its details and not taken, by field. */
  readonly typed: Readonly<Record<string, string>>;
  readonly isOpen: boolean;
  readonly standing: AgencyStanding;
  readonly sent: SentBytes;
  /** Bytes of all its documents. */
  readonly kept: number;
  readonly webhook: { readonly url: string; readonly payload: string } | null;
  readonly lastTest: LastTest | null;
  /** A webhook's new secret, shown once. */
  readonly secret: string | null;
}

export const agencyPath = ({ code }: Pick<Agency, 'code'>): string => `/van-hanh/co-quan/${encodeURIComponent(code)}`;
