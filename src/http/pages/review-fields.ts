/** Fields of the forms about commendations and rectifications: large, named, and filled again after a refusal. */
import { WORDS_MAX } from '../../store/rectifications.ts'
import { type Html, html } from './html.ts'

export function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}">`
}

export interface Field {
  name: string
  label: string
  value?: string
}

export function wordsField({ name, label, value = '' }: Field): Html {
  return html`<p><label for="${name}">${label}</label></p>
<textarea id="${name}" name="${name}" rows="3" maxlength="${WORDS_MAX}" required>${value}</textarea>
`
}

export function dayField({ name, label, value = '', after }: Field & { after: string }): Html {
  return html`<p><label for="${name}">${label}</label></p>
<input id="${name}" name="${name}" type="date" min="${after}" value="${value}" required>
`
}

/** @param none what stands for nobody; absent: somebody has to be chosen */
export function choiceField({
  name,
  label,
  value = '',
  options,
  none,
}: Field & { options: readonly { id: string; name: string }[]; none?: string }): Html {
  return html`<p><label for="${name}">${label}</label></p>
<select id="${name}" name="${name}"${none === undefined ? html` required` : null}>
<option value="">${none ?? '请选择'}</option>
${options.map(
  (one) => html`<option value="${one.id}"${one.id === value ? html` selected` : null}>${one.name}</option>
`,
)}</select>
`
}

export function alertLine(words: string | null): Html | null {
  return words === null ? null : html`<p class="notice" role="alert">${words}</p>`
}

export function doneLine(words: string | null): Html | null {
  return words === null ? null : html`<p class="notice" role="status">${words}</p>`
}
