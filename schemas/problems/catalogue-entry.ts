/** What the catalogue says about one problem. */
export interface CatalogueEntry {
  /** HTTP status of the answer when this problem ends a request. */
  readonly status: number;
  /** True when the unchanged request may succeed later. */
  readonly retry: boolean;
  readonly title: string;
  readonly titleVi: string;
}
