/**
 * Which processing statuses a document can have at a recipient, what they are called and who may declare them.
 * Does not say which follows which: that is the state table of the gateway.
 * Source: QCVN 102:2016/BTTTT status messages; Decision 28/2018/QĐ-TTg articles 7 to 9.
 */

export type StatusCode = '01' | '02' | '03' | '04' | '05' | '06' | '13' | '15' | '16';

export interface StatusKind {
  readonly code: StatusCode;
  readonly vi: string;
  readonly en: string;
  /** `gateway`: written by the receiving system itself; the others by a person or a token of that side. */
  readonly declaredBy: 'gateway' | 'recipient' | 'sender';
  /** True when the status says nothing without a reason. */
  readonly needsReason: boolean;
}

/** Every status, by code. */
export const statusKinds: readonly StatusKind[] = [
  { code: '01', vi: 'Đã đến', en: 'Arrived', declaredBy: 'gateway', needsReason: false },
  { code: '02', vi: 'Từ chối tiếp nhận', en: 'Refused', declaredBy: 'recipient', needsReason: true },
  { code: '03', vi: 'Đã tiếp nhận', en: 'Accepted', declaredBy: 'recipient', needsReason: false },
  { code: '04', vi: 'Phân công', en: 'Assigned', declaredBy: 'recipient', needsReason: false },
  { code: '05', vi: 'Đang xử lý', en: 'In progress', declaredBy: 'recipient', needsReason: false },
  { code: '06', vi: 'Hoàn thành', en: 'Completed', declaredBy: 'recipient', needsReason: false },
  { code: '13', vi: 'Lấy lại', en: 'Taken back', declaredBy: 'sender', needsReason: true },
  { code: '15', vi: 'Đồng ý cập nhật, lấy lại', en: 'Change agreed', declaredBy: 'recipient', needsReason: false },
  { code: '16', vi: 'Từ chối cập nhật, lấy lại', en: 'Change refused', declaredBy: 'recipient', needsReason: true },
];

const byCode: ReadonlyMap<string, StatusKind> = new Map(statusKinds.map((kind) => [kind.code, kind]));

/** Words some senders write instead of the number, as in the file names of the axis' own samples. */
const byKeyword: ReadonlyMap<string, StatusCode> = new Map([
  ['inbox', '01'],
  ['rejection', '02'],
  ['acceptance', '03'],
  ['assignment', '04'],
  ['processing', '05'],
  ['finish', '06'],
  ['cancellation', '13'],
  ['change-acceptance', '15'],
  ['change-rejection', '16'],
]);

/** The status with exactly this code, e.g. `03`. */
export function statusKind(code: string): StatusKind | undefined {
  return byCode.get(code);
}

/** The status meant by what a foreign system wrote: `3`, `03`, `acceptance`. Undefined when it is none. */
export function findStatus(text: string): StatusKind | undefined {
  const plain = text.trim().toLowerCase();
  const code = /^\d$/.test(plain) ? `0${plain}` : (byKeyword.get(plain.replace(/[\s_]+/g, '-')) ?? plain);
  return byCode.get(code);
}
