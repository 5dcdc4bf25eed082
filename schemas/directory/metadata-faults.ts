/**
 * What is wrong with metadata that has been tidied: every fault of shape and every broken rule between fields.
 * Does not refuse secrets (`metadata.ts` does, first) and changes nothing.
 * Source: `metadata-schema.ts`; Decree 30/2020/NĐ-CP annex III (types) and annex VI (fields).
 */
import { Settings } from 'typebox/system';
import { Value } from 'typebox/value';
import { isCalendarDate } from './calendar-date.js';
import { findDocumentType } from './document-types.js';
import { joinField } from './join-field.js';
import { metadataSchema } from './metadata-schema.js';

// The library stops looking after 8 errors by default, some of which only repeat others.
Settings.Set({ maxErrors: 1_000 });

export interface MetadataFault {
  /** E.g. `to[0]`, `promulgation.date`. */
  readonly field: string;
  readonly message: string;
}

/** Every fault, the first one of each field. */
export function findMetadataFaults(tidy: { readonly [name: string]: unknown }): MetadataFault[] {
  const faults = new Map<string, MetadataFault>();
  for (const fault of [...findShapeFaults(tidy), ...ruleFaults(tidy)]) {
    if (!faults.has(fault.field)) faults.set(fault.field, fault);
  }
  return [...faults.values()];
}

function findShapeFaults(tidy: object): MetadataFault[] {
  if (Value.Check(metadataSchema, tidy)) return [];
  const faults = Value.Errors(metadataSchema, tidy).flatMap(describeError);
  // Whether it is refused must not depend on which errors there are words for.
  return faults.length > 0 ? faults : [{ field: 'metadata', message: 'is not as described' }];
}

function describeError(error: ReturnType<typeof Value.Errors>[number]): MetadataFault[] {
  const field = fieldOfPath(error.instancePath);
  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.map((name) => ({ field: joinField(field, name), message: 'is missing' }));
    case 'additionalProperties':
      return error.params.additionalProperties.map((name) => ({
        field: joinField(field, name),
        message: 'is unknown',
      }));
    // Repeats what `additionalProperties` and the branches of a union say already.
    case 'boolean':
    case 'anyOf':
      return [];
    case 'enum':
      return [{ field, message: `must be one of ${error.params.allowedValues.join(', ')}` }];
    default:
      return [{ field, message: error.message }];
  }
}

/** Rules the schema cannot state. Reads only what has the right shape: the rest is reported already. */
function ruleFaults(tidy: { readonly [name: string]: unknown }): MetadataFault[] {
  const faults: MetadataFault[] = [];
  const promulgation = tidy['promulgation'] as { date?: unknown } | undefined;
  checkDate(promulgation?.date, 'promulgation.date', faults);
  checkDate(tidy['dueDate'], 'dueDate', faults);
  const responses = Array.isArray(tidy['responseFor']) ? tidy['responseFor'] : [];
  responses.forEach((response: { date?: unknown } | null, index) => {
    checkDate(response?.date, `responseFor[${index}].date`, faults);
  });
  checkType(tidy['type'], faults);
  checkExpressTime(tidy['urgency'], tidy['expressAt'], faults);
  return faults;
}

function checkDate(value: unknown, field: string, faults: MetadataFault[]): void {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !isCalendarDate(value)) {
    faults.push({ field, message: `${value} is not a day of the calendar` });
  }
}

function checkType(value: unknown, faults: MetadataFault[]): void {
  if (typeof value === 'string' && value !== '' && findDocumentType(value) === undefined) {
    faults.push({ field: 'type', message: `"${value.slice(0, 50)}" is no document type of Decree 30/2020` });
  }
}

function checkExpressTime(urgency: unknown, expressAt: unknown, faults: MetadataFault[]): void {
  const given = expressAt !== undefined && expressAt !== null;
  if (urgency === 'express-timed' && !given) {
    faults.push({ field: 'expressAt', message: 'is needed with urgency express-timed' });
  }
  if (given && urgency !== 'express-timed') {
    faults.push({ field: 'expressAt', message: 'goes with urgency express-timed only' });
  }
  if (
    typeof expressAt === 'string' &&
    (!isCalendarDate(expressAt.slice(0, 10)) || Number.isNaN(Date.parse(expressAt)))
  ) {
    faults.push({ field: 'expressAt', message: 'is not a point in time' });
  }
}

/** `/to/0` → `to[0]` */
function fieldOfPath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((field, part) => joinField(field, /^\d+$/.test(part) ? Number(part) : part), '');
}
