import qrcode from 'qrcode'

/** A quarter of the code may be dirty, torn or covered: it hangs outdoors for years. */
const LEVEL = { errorCorrectionLevel: 'Q', margin: 4 } as const
/** Enough for 5 cm at 300 dpi. */
const PNG_PIXELS = 600

export function qrSvg(text: string): Promise<string> {
  return qrcode.toString(text, { ...LEVEL, type: 'svg' })
}

export function qrPng(text: string): Promise<Buffer> {
  return qrcode.toBuffer(text, { ...LEVEL, type: 'png', width: PNG_PIXELS })
}

export interface QrModules {
  /** Modules of one side, without the quiet zone. */
  size: number
  isDark(row: number, column: number): boolean
}

/** The code as its modules, for drawing it at any size. The quiet zone of four modules is up to the caller. */
export function qrModules(text: string): QrModules {
  const { modules } = qrcode.create(text, LEVEL)
  return { size: modules.size, isDark: (row, column) => modules.get(row, column) === 1 }
}
