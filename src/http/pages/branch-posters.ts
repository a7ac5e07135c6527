/** All posters of a branch on one page, and in one archive: for whoever knows its address, a printer's shop included. */

import { Readable } from 'node:stream'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { todayOf } from '../../deps.ts'
import { POSTER_SIZES, type PosterSize } from '../../documents/poster-words.ts'
import { fileNameOf, type ZippedFile, zipBytes } from '../../documents/zip-writing.ts'
import { type BranchZones, zonesOfBranch } from '../../store/branch-zones.ts'
import { html, page } from './html.ts'
import type { NoticeDeps, NoticeFiles } from './notice-files.ts'
import { noNoticePage } from './notice-page.ts'
import { SCRIPT_NAMES, SCRIPTS, type Script, scriptFor, writerOf } from './script.ts'
import { send } from './session.ts'

/** Each draws all posters of a branch. */
const ARCHIVES_PER_MINUTE = 6
/** No id of a branch looks otherwise. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u

interface Asked {
  Params: { branch: string }
  Querystring: { lang?: unknown; size?: unknown }
}

/** Nothing stands there that the notices do not show; the address of a branch is long enough not to be guessed. */
export function branchPosterRoutes(deps: NoticeDeps, files: NoticeFiles): FastifyPluginAsync {
  const zonesOf = ({ params }: FastifyRequest<Asked>) => {
    const today = todayOf(deps)
    return UUID.test(params.branch) ? zonesOfBranch(deps.db, params.branch, today) : null
  }
  return async (app) => {
    app.get<Asked>('/posters/:branch', async (request, reply) => {
      const found = await zonesOf(request)
      return found === null ? nothing(request, reply) : send(reply, postersPage(request.params.branch, found))
    })
    const few = { config: { rateLimit: { max: ARCHIVES_PER_MINUTE } } }
    app.get<Asked>('/posters/:branch/all.zip', few, async (request, reply) => {
      const found = await zonesOf(request)
      if (found === null) return nothing(request, reply)
      const asked = { size: sizeOf(request.query.size), script: scriptFor(request.query.lang, undefined) }
      const name = fileNameOf(`${found.branch} 公示牌 ${asked.size}`, 'zip')
      reply.header(
        'content-disposition',
        `attachment; filename="posters.zip"; filename*=UTF-8''${encodeURIComponent(name)}`,
      )
      // Whoever goes away meanwhile ends the drawing with the stream.
      return reply.type('application/zip').send(Readable.from(zipBytes(postersOf(files, found, asked))))
    })
  }
}

function nothing(request: FastifyRequest<Asked>, reply: FastifyReply) {
  const script = scriptFor(request.query.lang, request.headers['accept-language'])
  return send(reply.code(404), noNoticePage(script, writerOf(script)))
}

function sizeOf(size: unknown): PosterSize {
  return POSTER_SIZES.find((known) => known === size) ?? 'A4'
}

/** One after the other; a zone that ends meanwhile is left out. */
async function* postersOf(
  files: NoticeFiles,
  { zones }: BranchZones,
  asked: { size: PosterSize; script: Script },
): AsyncGenerator<ZippedFile> {
  for (const { code, name } of zones) {
    const poster = await files.poster(code, asked)
    if (poster) yield { name: fileNameOf(`${code} ${name}`, 'pdf'), bytes: poster.body }
  }
}

function postersPage(branchId: string, { branch, zones }: BranchZones): string {
  const kinds = POSTER_SIZES.flatMap((size) =>
    SCRIPTS.map((script) => ({ size, script, called: SCRIPT_NAMES[script] })),
  )
  const title = `${branch} 公示牌`
  const all = kinds.map(({ size, script, called }) => {
    return html`<li><a href="/posters/${branchId}/all.zip?size=${size}&lang=${script}">${size} ${called}</a></li>`
  })
  const each = zones.map(({ code, name }) => {
    const links = kinds.map(({ size, script, called }) => {
      const address = `/z/${encodeURIComponent(code)}/poster.pdf?size=${size}&lang=${script}`
      return html` <a href="${address}">${size} ${called}</a>`
    })
    return html`<li>${code} ${name}<br>${links}</li>`
  })
  const body = html`<main class="board">
<h1>${title}</h1>
<p>黑白打印机就能打。A4 可以贴在楼道，A3 可以贴在大门口。</p>
<section>
<h2>一次下载全部 ${zones.length} 张</h2>
<ul>${all}</ul>
<p class="soft">每张大约要一秒，请等它下载完。</p>
</section>
<section>
<h2>单张下载</h2>
<ul>${each}</ul>
</section>
</main>`
  return page(title, body)
}
