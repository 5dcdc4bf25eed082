/** What an auditor reads first in an export: what is in it, and how to judge it without this gateway. Pure; Vietnamese, then English. */
import { dayMonthYear, vietnamTime } from '../../schemas/words/vietnam-time.js';
import type { MeasuredExport } from './measure-export.js';

export interface ExportFacts extends Pick<MeasuredExport, 'from' | 'to' | 'agency' | 'documents'> {
  readonly madeAt: string;
  /** Name of the log, first line of its checkpoints. */
  readonly log: string;
  /** SHA-256 of the log's key as SubjectPublicKeyInfo, hex. */
  readonly keySha256: string;
}

/** Stops at the first proof file that does not hold, and names it. */
const commands = `  sha256sum -c SHA256SUMS
  for folder in documents/*/; do
    mkdir "check-$(basename "$folder")" && cd "check-$(basename "$folder")"
    cp "../\${folder}proof.asice" . && cp ../trust/root-1.pem root.pem
    bash ../verify.sh || { echo "$folder"; break; }
    cd ..
  done`;

export function exportReadme({ from, to, agency, documents, madeAt, log, keySha256 }: ExportFacts): string {
  const days = `${dayMonthYear(from)} – ${dayMonthYear(to)}`;
  const whose = agency === null ? null : `${agency.name} (${agency.code})`;
  return `# Hồ sơ kiểm toán · Audit export

Văn bản nộp vào cổng trong các ngày ${days}, ${whose === null ? 'mọi cơ quan' : `do ${whose} gửi hoặc nhận`}: ${documents}. Xuất lúc ${vietnamTime(madeAt)}.

| Tệp | Nội dung |
|---|---|
| \`index.csv\` | mỗi văn bản một dòng; cột \`problem\` nói vì sao thiếu tệp, để trống là đủ |
| \`documents/N/container.asice\` | gói ký số đúng như đã gửi |
| \`documents/N/proof.asice\` | tệp bằng chứng: gói ký số kèm dấu thời gian, biên nhận, sự kiện và vị trí trong nhật ký |
| \`log/checkpoint.txt\`, \`log/key.pem\` | mốc nhật ký mới nhất, đã ký, và khóa công khai của nhật ký |
| \`log/stamped-N.txt\`, \`.tst\` | mốc đầu tiên có dấu thời gian sau các ngày này (hoặc mốc cuối cùng có dấu thời gian) |
| \`trust/root-N.pem\` | các chứng thư gốc mà cổng này tin; hãy đối chiếu với nguồn khác trước khi tin |
| \`SHA256SUMS\` | mã băm của mọi gói và tệp bằng chứng |
| \`verify.sh\` | các lệnh kiểm tra một tệp bằng chứng, lấy nguyên từ docs/verify.md của Công văn |

Kiểm tra không cần cổng này: chạy các lệnh ở cuối trang (Debian: unzip, xmlsec1, libxml2-utils, openssl, xxd); hoặc \`congvan verify --offline documents/*/proof.asice --trust trust/root-1.pem\`. Tải bị ngắt thì tệp ZIP hỏng: hãy xuất lại.

Documents handed in on ${days}, ${whose === null ? 'of all agencies' : `sent or received by ${whose}`}: ${documents}. Made at ${madeAt}.

| File | What |
|---|---|
| \`index.csv\` | one line a document; \`problem\` says why files are missing, empty where none is |
| \`documents/N/container.asice\` | the sealed container as it was sent |
| \`documents/N/proof.asice\` | the proof file: the container with its timestamps, receipts, events and their place in the log |
| \`log/checkpoint.txt\`, \`log/key.pem\` | the log's newest signed checkpoint, and its public key |
| \`log/stamped-N.txt\`, \`.tst\` | the first checkpoint timestamped after these days (else the last one that was) |
| \`trust/root-N.pem\` | the roots this gateway trusts; compare them with another source before you do |
| \`SHA256SUMS\` | digests of all containers and proof files |
| \`verify.sh\` | the commands that judge one proof file, word for word from docs/verify.md of Công văn |

To judge it without this gateway: run the commands below (Debian: unzip, xmlsec1, libxml2-utils, openssl, xxd); or \`congvan verify --offline documents/*/proof.asice --trust trust/root-1.pem\`. A download that broke off is no whole ZIP: export again.

${commands}

${log}, key SHA-256 ${keySha256}
`;
}
