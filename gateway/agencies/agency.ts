/** What the directory knows about an agency, and when it takes part. Does not read or write the directory. */

export const channels = ['local', 'email', 'webhook', 'peer', 'vxp'] as const;
type ChannelName = (typeof channels)[number];

/** Those this gateway can bring anything by; an agency cannot be given another one. */
export const usableChannels: readonly ChannelName[] = ['local', 'email', 'webhook'];

/** Who gives the numbers of its outgoing register: this gateway, or the agency's own system. */
export const numberings = ['gateway', 'agency'] as const;
export type Numbering = (typeof numberings)[number];

/** What happens when a PDF it sends carries a signature that is not valid: not looked at, taken with a warning, refused. */
export const pdfPolicies = ['off', 'warn', 'refuse'] as const;
type PdfPolicy = (typeof pdfPolicies)[number];

/** What mails to it are: signed, or signed and encrypted for its certificate. */
export const mailProtections = ['signed', 'encrypted'] as const;
type MailProtectionWish = (typeof mailProtections)[number];

/**
 * Whose documents by mail are sent: those a signature proves, or also those whose address the receiving server vouches for and the agency
 * confirms.
 */
export const mailPolicies = ['signed', 'confirmed'] as const;
type MailPolicy = (typeof mailPolicies)[number];

/** A period of calendar days, both ends included; null is open. */
export interface Period {
  /** YYYY-MM-DD */
  readonly validFrom: string | null;
  /** YYYY-MM-DD, the last day. */
  readonly validTo: string | null;
}

export interface AgencyAlias extends Period {
  readonly code: string;
}

export interface Agency extends Period {
  readonly code: string;
  readonly name: string;
  /** Code of the agency above. */
  readonly parent: string | null;
  readonly email: string | null;
  readonly channel: ChannelName;
  readonly numbering: Numbering;
  readonly pdfPolicy: PdfPolicy;
  readonly mailProtection: MailProtectionWish;
  readonly mailPolicy: MailPolicy;
  /** Bytes of containers it may send in a day of Vietnam, and in a calendar month; null for any. */
  readonly quotaDay: number | null;
  readonly quotaMonth: number | null;
  /** Of all its documents that are kept. */
  readonly quotaTotal: number | null;
  /** The agency it was merged into. */
  readonly successor: string | null;
  readonly demonstration: boolean;
  readonly aliases: readonly AgencyAlias[];
}

/** What an agency hangs on: the one above, the one it became part of, its last day. */
export type Relatives = Pick<Agency, 'parent' | 'successor' | 'validTo'>;

/** True when `day` (YYYY-MM-DD) lies within the period. */
export function holdsOn(period: Period, day: string): boolean {
  return (period.validFrom ?? day) <= day && day <= (period.validTo ?? day);
}

/** The calendar day in Vietnam at an instant, YYYY-MM-DD. */
export function vietnamDay(instant: Date): string {
  // Vietnam has been at UTC+7 without daylight saving since 1975.
  return new Date(instant.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
}
