/**
 * By which rule the electronic share is counted: named and versioned, because no official formula exists and reports of different
 * years must stay comparable. A definition never changes under its version; a new reading gets a new version.
 * Source: Decision 28/2018/QĐ-TTg articles 11 and 15.
 */

export interface ShareDefinition {
  readonly name: string;
  readonly version: number;
  readonly vi: string;
  readonly en: string;
  /** Which recipients, other than the sender itself, make an outgoing document count. */
  readonly recipients: 'state' | 'all';
}

const electronicShare: ShareDefinition = {
  name: 'electronic-share',
  version: 2,
  vi: 'Số văn bản đi gửi ít nhất một cơ quan nhà nước khác (mọi mã định danh, trừ nhóm A, I, J) qua hệ thống này, có chữ ký số hợp lệ của cơ quan gửi, chia cho tổng số văn bản đi gửi cơ quan nhà nước khác (gồm văn bản giấy đã vào sổ và được đánh dấu gửi cơ quan nhà nước), tính theo ngày văn bản, không kể văn bản mật',
  en: 'Outgoing documents to at least one other state agency (any identification code but those of groups A, I and J) sent through this gateway with the valid seal of the sender, divided by all outgoing documents to other state agencies (paper documents entered in the register and marked as sent to a state agency included), by date of the document, secrets excluded',
  recipients: 'state',
};

const allRecipients: ShareDefinition = {
  name: 'all-recipients',
  version: 1,
  vi: 'Số văn bản đi gửi ít nhất một cơ quan, tổ chức khác qua hệ thống này, có chữ ký số hợp lệ của cơ quan gửi, chia cho tổng số văn bản đi trong sổ, kể cả văn bản giấy, tính theo ngày văn bản, không kể văn bản mật',
  en: 'Outgoing documents to at least one other agency or organisation sent through this gateway with the valid seal of the sender, divided by all outgoing documents of the register, on paper too, by date of the document, secrets excluded',
  recipients: 'all',
};

/** By the value of the setting: name and version. */
export const shareDefinitions = {
  'electronic-share-2': electronicShare,
  'all-recipients-1': allRecipients,
} as const;

export type ShareDefinitionId = keyof typeof shareDefinitions;
