/**
 * The place to write: Enter sends, Shift+Enter breaks the line, and what was typed survives a reload.
 *
 * @param {HTMLFormElement} form
 * @param {{ draftKey: string, write: (text: string) => void, photo: (file: File) => void }} tell
 */
export function wireComposer(form, { draftKey, write, photo }) {
  const text = form.querySelector('.composer-text')
  const input = form.querySelector('.photo-input')
  text.value = sessionStorage.getItem(draftKey) ?? ''

  function grow() {
    text.style.height = 'auto'
    text.style.height = `${text.scrollHeight + text.offsetHeight - text.clientHeight}px`
  }

  function submit() {
    const written = text.value.trim()
    if (!written) return
    text.value = ''
    sessionStorage.removeItem(draftKey)
    grow()
    write(written)
    text.focus()
  }

  text.addEventListener('input', () => {
    sessionStorage.setItem(draftKey, text.value)
    grow()
  })
  text.addEventListener('keydown', (event) => {
    // While an input method is composing, Enter chooses a word.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    submit()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    submit()
  })
  input.addEventListener('change', () => {
    const [file] = input.files
    if (file) photo(file)
    input.value = ''
  })
}
