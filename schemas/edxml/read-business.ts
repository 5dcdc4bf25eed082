/**
 * Reads what a document does to another one: `Bussiness` (spelled so) with its update and replacement parts.
 * Source: QCVN 102:2016/BTTTT, TraceHeaderList/Bussiness.
 */
import type { ElementCursor } from './element-cursor.js';
import { receiverChangeLayout, staffLayout, updateLayout } from './layouts.js';
import { flagForm, integerForm, textForm } from './leaf-forms.js';
import type { Business, BusinessType, ReplacementInfo, UpdateInfo } from './message.js';
import { present, presentList } from './optional-properties.js';

/** The business part of a trace header list; undefined when there is none. @throws Problem `edxml_missing`, `edxml_value` */
export function readBusiness(traceList: ElementCursor | undefined): Business | undefined {
  const cursor = traceList?.child('Bussiness') ?? traceList?.child('Business');
  if (cursor === undefined) return undefined;
  const business = {
    type: readType(cursor),
    ...present('reason', cursor.leaf('BussinessDocReason')),
    ...present('documentId', cursor.leaf('DocumentId')),
    ...present('paper', cursor.value('Paper', flagForm, true)),
    ...present('update', readUpdate(cursor.child('BussinessDocumentInfo'))),
    ...presentList('replacements', cursor.listed('ReplacementInfoList', 'ReplacementInfo', readReplacement)),
    ...present('staff', cursor.child('StaffInfo')?.record(staffLayout)),
  };
  return { ...business, ...cursor.unknown() };
}

/** Without a type it is a new document. */
function readType(cursor: ElementCursor): BusinessType {
  const type = cursor.value('BussinessDocType', integerForm(0, 3));
  if (type === undefined) cursor.warn('BussinessDocType is missing: taken as 0 (new)');
  return (type ?? 0) as BusinessType;
}

function readUpdate(cursor: ElementCursor | undefined): UpdateInfo | undefined {
  const receivers = cursor?.listed('ReceiverList', 'Receiver', (one) => one.record(receiverChangeLayout));
  return cursor?.record(updateLayout, presentList('receivers', receivers));
}

function readReplacement(cursor: ElementCursor): ReplacementInfo {
  const replacement = {
    documentId: cursor.requiredValue('DocumentId', textForm),
    organIds: cursor.texts('OrganIdList', 'OrganId'),
  };
  return { ...replacement, ...cursor.unknown() };
}
