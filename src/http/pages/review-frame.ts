/** What all pages of reviews have around them. */
import type { FastifyReply } from 'fastify'
import { type Html, html, page } from './html.ts'
import { send } from './session.ts'
import { noticePage } from './sign-in-page.ts'

export interface ReviewFrame {
  title: string
  /** Proves that a form of this page was sent from it. */
  csrf: string
  body: Html
}

/** A page of reviews: its title, what is on it, the way back to the list, and out. */
export function reviewFrame({ title, csrf, body }: ReviewFrame): string {
  return page(
    title,
    html`<main>
<h1>${title}</h1>
${body}
<footer>
<p class="ways"><a href="/review">回考核评议</a></p>
${signOutForm(csrf)}
</footer>
</main>`,
  )
}

export function signOutForm(csrf: string): Html {
  return html`<form method="post" action="/sign-out"><input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="to" value="review"><button>退出</button></form>`
}

/** Nobody is signed in, or no more. */
export function askToSignIn(reply: FastifyReply): FastifyReply {
  return send(reply.code(401), noticePage('请在聊天里对我说“我的考核”，我发一个链接给您。', 'review'))
}

/** There is nothing of that kind for this reader: whether there is one for others is not told. */
export function nothingHere(reply: FastifyReply): FastifyReply {
  return send(
    reply.code(404),
    noticePage('没有这一页，或者不是给您看的。请在聊天里对我说“我的考核”，重新打开。', 'review'),
  )
}
