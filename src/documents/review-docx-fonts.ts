/** Characters of the Word forms: those that offices print with, and what stands in where they are not. */

/** Half points, as the format counts: 小二, 四号, 小四 and 五号. */
export const SIZES = { title: 36, caption: 28, body: 24, table: 21 } as const

const LATIN = 'Times New Roman'
const named = (eastAsia: string) => ({ ascii: LATIN, hAnsi: LATIN, cs: LATIN, eastAsia })

export const FONTS = { title: named('宋体'), caption: named('黑体'), body: named('仿宋') } as const

/**
 * The same by other names. A program without a font looks for its other name, then for its class and family (ECMA-376
 * part 1, 17.8.3): on a Mac, in WPS or LibreOffice the characters are others, and still Chinese ones of that kind.
 */
const KNOWN: readonly { name: string; other: string; family: 'roman' | 'swiss' | 'modern'; charset: '00' | '86' }[] = [
  { name: LATIN, other: 'Liberation Serif', family: 'roman', charset: '00' },
  { name: '宋体', other: 'SimSun', family: 'roman', charset: '86' },
  { name: '黑体', other: 'SimHei', family: 'swiss', charset: '86' },
  { name: '仿宋', other: 'FangSong', family: 'modern', charset: '86' },
]

const MAIN = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'

/** Takes the place of the empty table that the library writes. */
export const FONT_TABLE = {
  path: 'word/fontTable.xml',
  data: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w="${MAIN}">${KNOWN.map(
    ({ name, other, family, charset }) =>
      `<w:font w:name="${name}"><w:altName w:val="${other}"/><w:charset w:val="${charset}"/><w:family w:val="${family}"/></w:font>`,
  ).join('')}</w:fonts>`,
}
