/** A PDF of so many A4 pages with a line of text each, written by hand. */
export function tinyPdf(pages = 1): Uint8Array {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${pages}/Kids[${Array.from({ length: pages }, (_, i) => `${4 + 2 * i} 0 R`).join(' ')}]>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  for (let i = 0; i < pages; i++) {
    const lines = Array.from(
      { length: 30 },
      (_, n) => `(Page ${i + 1} line ${n + 1} of the contract) Tj 0 -22 Td`,
    );
    const text = `BT /F1 14 Tf 60 760 Td ${lines.join(' ')} ET`;
    objects.push(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents ${5 + 2 * i} 0 R>>`,
      `<</Length ${text.length}>>stream\n${text}\nendstream`,
    );
  }
  let body = '%PDF-1.4\n';
  const at = objects.map((o, i) => {
    const offset = body.length;
    body += `${i + 1} 0 obj${o}endobj\n`;
    return offset;
  });
  const xref = at.map((o) => `${String(o).padStart(10, '0')} 00000 n \n`).join('');
  body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${xref}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF\n`;
  return new TextEncoder().encode(body);
}
