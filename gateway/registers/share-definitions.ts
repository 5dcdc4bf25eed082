/**
 * By which rule the electronic share is counted: named and versioned, because no official formula exists and reports of different
 * years must stay comparable. A definition never changes under its version; a new reading gets a new version.
 * Source: Decision 28/2018/QĐ-TTg articles 11 and 15.
 */
import type { Bilingual } from '../../schemas/words/bilingual.js';

export type Direction = 'out' | 'in';

/** How a document travelled: electronically only, electronically and on paper, on paper only. */
export type Medium = 'electronic' | 'both' | 'paper';

/** In words, as it is printed with what was counted by it. */
export interface CountingRule extends Bilingual {
  readonly name: string;
  readonly version: number;
}

export interface ShareDefinition extends CountingRule {
  /** Which of the kept counts make the share (migration 0039 says what each counts). */
  readonly measures: Readonly<Record<Medium, readonly string[]>>;
}

/** The line every agency is measured against: the province's programme of 2016-2020. */
export const targetPromille = 900;

const measuresOf = (begin: 'sent' | 'received', ends: readonly string[]): ShareDefinition['measures'] => ({
  electronic: ends.map((end) => `${begin}-electronic${end}`),
  both: ends.map((end) => `${begin}-both${end}`),
  paper: ends.map((end) => `${begin}-paper${end}`),
});

const electronicShare: ShareDefinition = {
  name: 'electronic-share',
  version: 2,
  vi: 'Số văn bản đi gửi ít nhất một cơ quan nhà nước khác (mọi mã định danh, trừ nhóm A, I, J) qua hệ thống này, có chữ ký số hợp lệ của cơ quan gửi, chia cho tổng số văn bản đi gửi cơ quan nhà nước khác (gồm văn bản giấy đã vào sổ và được đánh dấu gửi cơ quan nhà nước), tính theo ngày văn bản, không kể văn bản mật',
  en: 'Outgoing documents to at least one other state agency (any identification code but those of groups A, I and J) sent through this gateway with the valid seal of the sender, divided by all outgoing documents to other state agencies (paper documents entered in the register and marked as sent to a state agency included), by date of the document, secrets excluded',
  measures: measuresOf('sent', ['-state']),
};

const allRecipients: ShareDefinition = {
  name: 'all-recipients',
  version: 1,
  vi: 'Số văn bản đi gửi ít nhất một cơ quan, tổ chức khác qua hệ thống này, có chữ ký số hợp lệ của cơ quan gửi, chia cho tổng số văn bản đi trong sổ, kể cả văn bản giấy, tính theo ngày văn bản, không kể văn bản mật',
  en: 'Outgoing documents to at least one other agency or organisation sent through this gateway with the valid seal of the sender, divided by all outgoing documents of the register, on paper too, by date of the document, secrets excluded',
  measures: measuresOf('sent', ['-state', '-other']),
};

/** By the value of the setting: name and version. */
export const shareDefinitions = {
  'electronic-share-2': electronicShare,
  'all-recipients-1': allRecipients,
} as const;

export type ShareDefinitionId = keyof typeof shareDefinitions;

/** Of what an agency receives; what counts among outgoing documents is a setting, this is not. */
export const incomingDefinition: ShareDefinition = {
  name: 'electronic-share-incoming',
  version: 1,
  vi: 'Số văn bản đến được tiếp nhận qua hệ thống này chia cho tổng số văn bản đến đã vào sổ, kể cả văn bản giấy, tính theo ngày đến, không kể văn bản mật',
  en: 'Incoming documents accepted through this gateway, divided by all documents entered in the incoming register, on paper too, by day of arrival, secrets excluded',
  measures: measuresOf('received', ['']),
};
