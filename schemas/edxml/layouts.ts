/**
 * Which element carries which property, and in which order: the flat records of edXML, for reader and writers alike.
 * Source: QCVN 102:2016/BTTTT in the order the national axis' client library writes.
 */
import {
  booleanForm,
  contentIdForm,
  dateForm,
  flagForm,
  integerForm,
  type LeafForm,
  receiverChangeForm,
  textForm,
  timestampForm,
} from './leaf-forms.js';
import type {
  DocumentTypeInfo,
  FileReference,
  Organ,
  OtherInfo,
  ReceiverChange,
  RelatedDocument,
  SignerInfo,
  StaffInfo,
  TraceHeader,
  UpdateInfo,
} from './message.js';

export interface LeafField {
  readonly property: string;
  readonly element: string;
  readonly form: LeafForm<unknown>;
  /** `required`: its absence is a fault; `lenient`: a value without meaning is dropped with a warning. */
  readonly rule?: 'required' | 'lenient';
}

/** The leaves of a record of type T, in the order they are written. */
export interface Layout<T> {
  readonly leaves: readonly LeafField[];
  /** Only for the type system: what the layout describes. */
  readonly record?: T;
}

type LeafRow<T> = {
  readonly [P in keyof T & string]: readonly [
    property: P,
    element: string,
    form: LeafForm<Exclude<T[P], undefined>>,
    rule?: 'required' | 'lenient',
  ];
}[keyof T & string];

function layout<T>(...rows: readonly LeafRow<T>[]): Layout<T> {
  return {
    leaves: rows.map(([property, element, form, rule]) => ({
      property,
      element,
      // Rows are checked against T above; inside a layout the value types no longer matter.
      form: form as unknown as LeafForm<unknown>,
      ...(rule === undefined ? {} : { rule }),
    })),
  };
}

const anyNumber = integerForm(0, 999_999_999);

export const organLayout = layout<Organ>(
  ['organId', 'OrganId', textForm, 'required'],
  ['inCharge', 'OrganizationInCharge', textForm],
  ['name', 'OrganName', textForm],
  ['address', 'OrganAdd', textForm],
  ['email', 'Email', textForm],
  ['telephone', 'Telephone', textForm],
  ['fax', 'Fax', textForm],
  ['website', 'Website', textForm],
);

export const codeLayout = layout<{ readonly number: string; readonly notation: string }>(
  ['number', 'CodeNumber', textForm],
  ['notation', 'CodeNotation', textForm],
);

export const promulgationLayout = layout<{ readonly place?: string; readonly date?: string }>(
  ['place', 'Place', textForm],
  ['date', 'PromulgationDate', dateForm],
);

export const documentTypeLayout = layout<DocumentTypeInfo>(
  ['type', 'Type', anyNumber, 'lenient'],
  ['typeDetail', 'TypeDetail', anyNumber, 'lenient'],
  ['name', 'TypeName', textForm],
);

export const signerLayout = layout<SignerInfo>(
  ['competence', 'Competence', textForm],
  ['position', 'Position', textForm],
  ['fullName', 'FullName', textForm],
);

/** Without `Appendixes`, which is a list. */
export const otherInfoLayout = layout<OtherInfo>(
  ['priority', 'Priority', integerForm(0, 4)],
  ['sphereOfPromulgation', 'SphereOfPromulgation', textForm],
  ['typerNotation', 'TyperNotation', textForm],
  ['promulgationAmount', 'PromulgationAmount', anyNumber, 'lenient'],
  ['pageAmount', 'PageAmount', anyNumber, 'lenient'],
  ['direction', 'Direction', booleanForm, 'lenient'],
);

export const relatedDocumentLayout = layout<RelatedDocument>(
  ['organId', 'OrganId', textForm],
  ['code', 'Code', textForm],
  ['documentId', 'DocumentId', textForm],
  ['promulgationDate', 'PromulgationDate', dateForm],
);

export const staffLayout = layout<StaffInfo>(
  ['department', 'Department', textForm],
  ['departmentId', 'DepartmentId', textForm],
  ['staff', 'Staff', textForm],
  ['staffId', 'StaffId', textForm],
  ['email', 'Email', textForm],
  ['mobile', 'Mobile', textForm],
);

export const traceLayout = layout<TraceHeader>(
  ['organId', 'OrganId', textForm, 'required'],
  ['timestamp', 'Timestamp', timestampForm],
);

export const receiverChangeLayout = layout<ReceiverChange>(
  ['organId', 'OrganId', textForm, 'required'],
  ['change', 'ReceiverType', receiverChangeForm, 'required'],
);

/** Without `ReceiverList`. */
export const updateLayout = layout<UpdateInfo>(
  ['documentInfo', 'DocumentInfo', flagForm],
  ['documentReceiver', 'DocumentReceiver', flagForm],
);

export const fileReferenceLayout = layout<FileReference>(
  ['contentId', 'ContentId', contentIdForm, 'required'],
  ['contentType', 'ContentType', textForm],
  ['description', 'Description', textForm],
  ['name', 'AttachmentName', textForm],
);
