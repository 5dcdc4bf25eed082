/** The acts that ask before they are done: each a panel that names the document, its fields, and where its form goes. Data only. */
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import type { Act } from '../../../documents/available-acts.js';
import { actTexts as t } from '../../texts/document-acts.js';

export interface PanelField {
  readonly name: 'ly-do' | 'don-vi' | 'nguoi' | 'so-den';
  readonly label: Bilingual;
  readonly hint?: Bilingual;
  readonly isOptional?: boolean;
  readonly maxLength: number;
  readonly lines?: number;
}

export interface Panel {
  readonly act: Act;
  /** What stands for it in addresses (`?lam=`). */
  readonly word: string;
  /** The button that opens it. */
  readonly button: Bilingual;
  readonly heading: (code: string) => Bilingual;
  /** @param other side's name */
  readonly text: (name: string) => Bilingual;
  readonly submit: Bilingual;
  readonly isHard: boolean;
  /** Behind the document's address. */
  readonly action: string;
  /** Status that is declared, where one is. */
  readonly code?: string;
  readonly fields: readonly PanelField[];
}

export const maxReason = 500;
export const maxName = 100;

const reason: PanelField = { name: 'ly-do', label: t.reason, maxLength: maxReason, lines: 2 };
const detail: PanelField = { ...reason, label: t.detail, isOptional: true };

const declared = { action: '/trang-thai', isHard: false } as const;

export const panels: readonly Panel[] = [
  {
    ...declared,
    ...t.acceptPanel,
    act: 'accept',
    word: 'tiep-nhan',
    button: t.accept,
    submit: t.acceptPanel.button,
    code: '03',
    fields: [{ name: 'so-den', label: t.ownNumber, hint: t.ownNumberHint, isOptional: true, maxLength: 11 }],
  },
  {
    ...declared,
    ...t.agreePanel,
    act: 'agree',
    word: 'dong-y',
    button: t.agree,
    submit: t.agreePanel.button,
    code: '15',
    fields: [],
  },
  {
    ...declared,
    ...t.disagreePanel,
    act: 'disagree',
    word: 'khong-dong-y',
    button: t.disagree,
    submit: t.disagreePanel.button,
    code: '16',
    fields: [reason],
  },
  {
    ...declared,
    ...t.refusePanel,
    act: 'refuse',
    word: 'tu-choi',
    button: t.refuse,
    submit: t.refusePanel.button,
    isHard: true,
    code: '02',
    fields: [reason],
  },
  {
    ...t.returnPanel,
    act: 'return',
    word: 'tra-lai',
    button: t.return,
    submit: t.returnPanel.button,
    isHard: true,
    action: '/tra-lai',
    fields: [detail],
  },
  {
    ...declared,
    ...t.assignPanel,
    act: 'assign',
    word: 'phan-cong',
    button: t.assign,
    submit: t.assignPanel.button,
    code: '04',
    fields: [
      { name: 'don-vi', label: t.unit, hint: t.assignHint, isOptional: true, maxLength: maxName },
      { name: 'nguoi', label: t.person, isOptional: true, maxLength: maxName },
      { ...detail, label: t.note },
    ],
  },
  {
    ...declared,
    ...t.completePanel,
    act: 'complete',
    word: 'hoan-thanh',
    button: t.complete,
    submit: t.completePanel.button,
    code: '06',
    fields: [detail],
  },
  {
    ...t.recallPanel,
    act: 'recall',
    word: 'thu-hoi',
    button: t.recall,
    submit: t.recallPanel.button,
    isHard: true,
    action: '/thu-hoi',
    fields: [reason],
  },
];

export const panelOf = (act: Act | null): Panel | undefined => panels.find((panel) => panel.act === act);
export const panelByWord = (word: string): Panel | undefined => panels.find((panel) => panel.word === word);
