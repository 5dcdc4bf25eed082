/** The page at `/`: what this is and where to go. Static, without script; Vietnamese first. */

const style = `
:root { color-scheme: light dark; --ink: #1d2430; --paper: #fbfaf7; --line: #d9d4c7; --accent: #8c1d18; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --paper: #16181c; --line: #3a3d44; --accent: #f0a59f; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, 'Segoe UI', 'Noto Sans', sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 3rem 1.25rem; }
h1 { margin: 0 0 .25rem; font-size: 1.75rem; }
.lead { margin: 0 0 2rem; }
.en { opacity: .75; font-size: .95em; }
ul { padding: 0; list-style: none; border-top: 1px solid var(--line); }
li { padding: .75rem 0; border-bottom: 1px solid var(--line); }
a { color: var(--accent); font-weight: 600; }
`;

const links: readonly (readonly [href: string, vi: string, en: string])[] = [
  ['/api/docs', 'Tài liệu giao diện lập trình', 'API documentation'],
  ['/api/openapi.json', 'Mô tả OpenAPI', 'OpenAPI description'],
  ['/api/v1/log/checkpoint', 'Mốc kiểm chứng nhật ký, đã ký', 'Signed checkpoint of the log'],
  ['/readyz', 'Tình trạng sẵn sàng', 'Readiness'],
  ['/metrics', 'Số liệu vận hành', 'Metrics'],
];

const mailboxes = ['/thu', 'Hộp thư của các cơ quan minh họa', 'Mailboxes of the demonstration agencies'] as const;

export function startPage({ hasMailboxes }: { readonly hasMailboxes: boolean }): string {
  const items = [...(hasMailboxes ? [mailboxes] : []), ...links]
    .map(([href, vi, en]) => `<li><a href="${href}">${vi}</a> <span class="en" lang="en">${en}</span></li>`)
    .join('\n');
  return `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Công văn</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Công văn</h1>
<p class="lead">Cổng gửi, nhận văn bản điện tử giữa các cơ quan.<br><span class="en" lang="en">The gateway through which agencies exchange official documents.</span></p>
<ul>
${items}
</ul>
</main>
</body>
</html>
`;
}

/** For the Content-Security-Policy: the page's one style, by its text. */
export const startPageStyle = style;
