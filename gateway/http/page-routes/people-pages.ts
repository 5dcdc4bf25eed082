/** All pages of people who work with the gateway, in one scope of their own. */
import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from '../../context.js';
import type { DemonstrationMail } from '../../demonstration-mail/open-demonstration-mail.js';
import type { UploadVerifier } from '../verify-upload.js';
import { absencePages } from './absence.js';
import { accountPages } from './account.js';
import { auditPages } from './audit/audit-pages.js';
import { composePages } from './compose.js';
import { directoryPages } from './directory.js';
import { documentPages } from './document.js';
import { draftPages } from './drafts.js';
import { holdPages } from './holds.js';
import { homePages } from './home.js';
import { listForms } from './list-forms.js';
import { listPages } from './lists.js';
import { livePages } from './live.js';
import { mailLinkPages } from './mail-links.js';
import { newPasswordPages } from './new-password.js';
import { openIdPages } from './open-id.js';
import { operatorPages } from './operator/operator-pages.js';
import { ownAgencyPages } from './own-agency.js';
import { Pages } from './pages.js';
import { managingPages } from './people.js';
import { personForms } from './person-forms.js';
import { registerForms } from './register-forms.js';
import { registerPages } from './registers.js';
import { reportPages } from './report.js';
import { searchPages } from './search.js';
import { signInPages } from './sign-in.js';
import { tokenPages } from './tokens.js';
import { uploadPages } from './upload.js';
import { verifyPages } from './verify.js';

export interface PageParts {
  readonly verifier: UploadVerifier;
  /** The demonstration's mailboxes; without them their pages do not exist. */
  readonly demonstrationMail: DemonstrationMail | null;
}

export function peoplePages(app: FastifyInstance, ctx: GatewayContext, parts: PageParts): void {
  const { verifier, demonstrationMail } = parts;
  const pages = new Pages(app, ctx);
  homePages(pages, demonstrationMail !== null);
  signInPages(pages);
  newPasswordPages(pages);
  openIdPages(pages);
  ownAgencyPages(pages);
  accountPages(pages);
  operatorPages(pages);
  composePages(pages);
  uploadPages(pages);
  draftPages(pages);
  directoryPages(pages);
  documentPages(pages);
  livePages(pages);
  auditPages(pages);
  holdPages(pages);
  verifyPages(pages, verifier);
  registerPages(pages);
  registerForms(pages);
  reportPages(pages);
  listPages(pages);
  listForms(pages);
  searchPages(pages);
  absencePages(pages);
  managingPages(pages);
  personForms(pages);
  tokenPages(pages);
  mailLinkPages(pages);
  if (demonstrationMail === null) return;
  app.register(async (scope) => {
    const { mailboxPages } = await import('./mailboxes.js');
    mailboxPages(pages, scope, demonstrationMail);
  });
}
