import { SIGN_IN_TARGETS, type SignInTarget } from '../../decide/sign-in.ts'
import { html, page } from './html.ts'

/** A link was opened: only a person's tap uses it up, so that whatever looks at links ahead of them does not. */
export function signInPage(token: string, target: SignInTarget): string {
  const { title, button } = SIGN_IN_TARGETS[target]
  return page(
    title,
    html`<main>
<h1>${title}</h1>
<p>点一下就打开。这个链接只能用一次，只给您本人。</p>
<form method="post" action="/sign-in"><input type="hidden" name="token" value="${token}"><input type="hidden" name="to" value="${target}"><button class="primary">${button}</button></form>
</main>`,
  )
}

/** One sentence and nothing to do. */
export function noticePage(words: string, target: SignInTarget = 'digest'): string {
  const { title } = SIGN_IN_TARGETS[target]
  return page(title, html`<main><h1>${title}</h1><p class="notice">${words}</p></main>`)
}
