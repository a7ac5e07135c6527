import { readFile, stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { BadOutline, type Outline, readOutline } from '../domain/zone-outline.ts'
import { SetupError, UserError } from '../errors.ts'
import { outlineOf, setOutline } from '../store/zone-outlines.ts'
import { withDeps } from './with-deps.ts'
import { registerZoneDrawing } from './zone-drawing.ts'

const MAX_FILE_BYTES = 5 * 1024 * 1024

/** `zone add|set|end|outline`: zones as they are drawn, and where they lie on the map. */
export function registerZone(program: Command): void {
  const zone = program.command('zone').description('责任区')
  registerZoneDrawing(zone)
  zone
    .command('outline')
    .description('画出责任区的范围（GeoJSON，WGS-84 坐标）；不写文件就显示现在的')
    .argument('<code>', '责任区编号')
    .argument('[file]', 'GeoJSON 文件')
    .option('--clear', '去掉画好的范围')
    .action(async (code: string, file: string | undefined, { clear }: { clear?: boolean }) => {
      const outline = file === undefined ? null : await readFileAsOutline(file)
      await withDeps(async ({ db, now }) => {
        if (outline === null && !clear) return console.log(JSON.stringify(await outlineOf(db, code)))
        await setOutline(db, code, { outline, actor: 'cli', now: now() })
        console.log(outline === null ? `已去掉${code}的范围` : `已画好${code}的范围`)
      })
    })
}

/** @throws UserError when it is no outline */
async function readFileAsOutline(file: string): Promise<Outline> {
  let text: string
  try {
    if ((await stat(file)).size > MAX_FILE_BYTES) throw new UserError('文件超过5MB，不像一个责任区的范围')
    text = await readFile(file, 'utf8')
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    throw new SetupError(`打不开文件 ${file}，请检查路径`, { cause })
  }
  try {
    return readOutline(JSON.parse(text))
  } catch (cause) {
    if (cause instanceof BadOutline) throw new UserError(`${file}：${cause.message}`)
    throw new UserError(`${file}：不是 GeoJSON 文件`)
  }
}
