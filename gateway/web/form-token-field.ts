/** The name of the hidden field by which a form shows that it comes from a page of ours (http/form-token.ts). */
export const formTokenField = 'form-token';
