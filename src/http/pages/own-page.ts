import type { OwnMatter } from '../../store/page-matters.ts'
import { type Html, html, page } from './html.ts'
import { TEXT_MAX } from './opinion-form.ts'
import type { PageEntry } from './own-lines.ts'
import { matterSection } from './own-matter.ts'
import { sayWhen } from './say-when.ts'
import type { Script } from './script.ts'

export interface OwnPageShown {
  /** `/r/<token>`: where its forms go. */
  path: string
  zone: { code: string; name: string } | null
  entries: readonly PageEntry[]
  matters: readonly OwnMatter[]
  /** Something said is still to be answered: the page looks again by itself. */
  awaited: boolean
  /** When all of it is deleted, as was asked; `null`: not asked. */
  deletionDue: Date | null
  /** Whether this browser leads here from the notice. */
  remembered: boolean
  /** Of the forms on it. */
  once: string
  now: Date
  timezone: string
  script: Script
  say: (text: string) => string
}

/** A resident's own page: what was understood and who has it, what became of it, and room for more words. */
export function ownPage(shown: OwnPageShown): string {
  const { say, script, zone, awaited } = shown
  const { newest, earlier } = parted(shown.entries)
  const body = html`<main class="board own">
<header><h1>${say('您说的事')}</h1>
${zone === null ? null : html`<nav><a href="/z/${encodeURIComponent(zone.code)}">${zone.name}${say('公示牌')}</a></nav>`}</header>
${deletion(shown)}
<section>
<h2>${say('最新')}</h2>
${awaited ? html`<p class="notice" role="status">${say('收到了，正在看，马上就有回音。')}</p>` : null}
${newest.map((entry) => entryOf(entry, shown))}
</section>
${shown.matters.map((matter, i) => matterSection(matter, { ...shown, open: i === 0 }))}
${moreWords(shown)}
${earlier.length === 0 ? null : html`<details><summary>${say('以前的话')}</summary>${earlier.map((entry) => entryOf(entry, shown))}</details>`}
${rights(shown)}
<footer>
<p>${say('有危险先打电话：')}<a href="tel:119">119</a> <a href="tel:110">110</a> <a href="tel:120">120</a></p>
</footer>
</main>`
  return page(say('您说的事'), body, script)
}

/** All that was answered to what was said last, down to those words; and what was before. */
function parted(entries: readonly PageEntry[]): { newest: readonly PageEntry[]; earlier: readonly PageEntry[] } {
  const end = entries.findIndex((entry) => entry.who === 'you') + 1 || entries.length
  return { newest: entries.slice(0, end), earlier: entries.slice(end) }
}

/** A card repeats the words that stand on the page anyway. */
const OWN_WORDS = /^原话：.*\n?/u

function entryOf(entry: PageEntry, { path, say, once, now, timezone }: OwnPageShown): Html {
  const at = sayWhen(entry.at, { now, timezone })
  if (entry.who === 'you') {
    const words = entry.text ?? say('（原话已按规定删除）')
    return html`<div class="line you"><p class="soft">${say(`您，${at}`)}</p><p class="words">${words}</p></div>`
  }
  if (!('card' in entry)) {
    return html`<div class="line us"><p class="soft">${say(`助手，${at}`)}</p><p class="words">${say(entry.text)}</p></div>`
  }
  const { card } = entry
  const text = (card.text ?? '').replace(OWN_WORDS, '')
  return html`<div class="line us"><p class="soft">${say(`助手，${at}`)}</p>
<p><b>${say(card.title)}</b></p>
${card.subtitle === null ? null : html`<p>${say(card.subtitle)}</p>`}
<dl>${card.facts.map(({ label, value }) => html`<div><dt>${say(label)}</dt><dd>${say(value)}</dd></div>`)}</dl>
${text === '' ? null : html`<p class="words">${say(text)}</p>`}
${card.closedAs === null ? null : html`<p class="soft">${say(card.closedAs)}</p>`}
${
  card.closedAs !== null || card.buttons.length === 0
    ? null
    : html`<form method="post" action="${path}/tap">
<input type="hidden" name="once" value="${once}"><input type="hidden" name="card" value="${card.taskId}">
<div class="buttons">${card.buttons.map((button) => html`<button class="${button.style}" name="action" value="${button.action}">${say(button.label)}</button>`)}</div>
</form>`
}
</div>`
}

function moreWords({ path, once, say, entries }: OwnPageShown): Html {
  const asked = entries.some(
    (entry) => 'card' in entry && entry.card.title.endsWith('对吗？') && entry.card.closedAs === null,
  )
  const label = asked ? '哪里不对，或还有别的事，写在这里' : '还有别的事，写在这里'
  return html`<section class="say">
<h2>${say('再说一句')}</h2>
<form method="post" action="${path}/say">
<input type="hidden" name="once" value="${once}">
<p><label for="text">${say(label)}</label></p>
<textarea id="text" name="text" rows="3" maxlength="${TEXT_MAX}" required></textarea>
<button class="primary">${say('发出')}</button>
</form>
</section>`
}

function deletion({ deletionDue, path, say, now, timezone }: OwnPageShown): Html | null {
  if (deletionDue === null) return null
  const when = sayWhen(deletionDue, { now, timezone })
  return html`<div class="notice" role="status"><p>${say(`您要求删除，${when}起删除。在那以前可以反悔。`)}</p>
<form method="post" action="${path}/keep"><button>${say('不删了')}</button></form></div>`
}

/** What a person may ask of us about their own words. Nothing of it is done by looking. */
function rights({ path, say, deletionDue, remembered }: OwnPageShown): Html {
  return html`<details class="rights"><summary>${say('我的内容：导出、删除')}</summary>
<p>${say('180天没有打开，这个页面就没有了。有这个链接的人都能打开，请不要发给别人。')}</p>
${remembered ? html`<form method="post" action="${path}/forget"><p>${say('这部手机记住了这个页面，从公示牌点“看我说过的事”就到。')}</p><button>${say('这部手机不要记住')}</button></form>` : null}
<p><a href="${path}/export.json" download>${say('导出我的内容')}</a></p>
${deletionDue !== null ? null : html`<form method="post" action="${path}/delete"><p>${say('删除以后，您说的话和这个页面都没有了，24小时内可以反悔。')}</p><button class="danger">${say('删除我的内容')}</button></form>`}
</details>`
}

/** The same for every address that opens nothing, so that it tells nothing. */
export function noPage(words: string, { script, say }: Pick<OwnPageShown, 'script' | 'say'>): string {
  const title = say('您说的事')
  return page(title, html`<main class="board"><h1>${title}</h1><p>${say(words)}</p></main>`, script)
}
