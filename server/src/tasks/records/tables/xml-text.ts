/** Of what XML takes: no character that controls but a tab and the ends of lines, and no half of one. */
const noXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** As much as a cell of Excel holds. */
const cellCharactersMost = 32_767;

/** What can stand in a workbook. */
export function cellText(text: string): string {
  const cut = text.length > cellCharactersMost ? text.slice(0, cellCharactersMost) : text;
  return cut.replaceAll(noXml, '\uFFFD');
}
