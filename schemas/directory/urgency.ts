/**
 * Which levels of urgency exist, and how they are written in metadata and in edXML.
 * Source: Decree 30/2020/NĐ-CP, annex I (hỏa tốc, thượng khẩn, khẩn); QCVN 102:2016/BTTTT, OtherInfo/Priority 0-4.
 */

export type Urgency = 'normal' | 'urgent' | 'very-urgent' | 'express' | 'express-timed';

export interface UrgencyLevel {
  readonly code: Urgency;
  /** edXML `Priority`, and the order in which work is done: higher first. */
  readonly priority: 0 | 1 | 2 | 3 | 4;
  readonly vi: string;
  readonly en: string;
}

/** Every level, least urgent first. */
export const urgencies: readonly UrgencyLevel[] = [
  { code: 'normal', priority: 0, vi: 'Thường', en: 'Normal' },
  { code: 'urgent', priority: 1, vi: 'Khẩn', en: 'Urgent' },
  { code: 'very-urgent', priority: 2, vi: 'Thượng khẩn', en: 'Very urgent' },
  { code: 'express', priority: 3, vi: 'Hỏa tốc', en: 'Express' },
  { code: 'express-timed', priority: 4, vi: 'Hỏa tốc hẹn giờ', en: 'Express, at a set time' },
];

const byCode: ReadonlyMap<string, UrgencyLevel> = new Map(urgencies.map((level) => [level.code, level]));

/** True for the code of a level. */
export function isUrgency(code: string): code is Urgency {
  return byCode.has(code);
}

/** The edXML priority of a level: 0 … 4, higher is more urgent. */
export function priorityOf(urgency: Urgency): UrgencyLevel['priority'] {
  return byCode.get(urgency)?.priority ?? 0;
}

/** The level with this edXML priority; undefined when there is none. */
export function urgencyByPriority(priority: number): UrgencyLevel | undefined {
  return urgencies.find((level) => level.priority === priority);
}
