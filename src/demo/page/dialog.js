// The dialog that an app has opened before somebody.
import { drawBlocks } from './blocks.js'
import { byId, make, place } from './dom.js'
import { filledIn, putBack } from './inputs.js'

/** Where the focus goes back to when the dialog closes: its button may be drawn anew meanwhile. */
let opener = () => {}

export function drawDialog(open, people, act) {
  const dialog = byId('dialog')
  // What the app suggests meanwhile changes nothing here.
  const version = JSON.stringify(open ? [open.id, open.view, open.errors] : null)
  if (dialog.dataset.version === version) return
  dialog.dataset.version = version
  if (!open) {
    dialog.close()
    return opener()
  }
  const { id, view, errors = {} } = open
  const typed = dialog.dataset.view === id ? filledIn(dialog) : {}
  dialog.dataset.view = id
  const dismiss = () => act({ act: 'dismiss', viewId: id })
  const close = make('button', { type: 'button', className: 'plain' }, view.close?.text ?? 'Close')
  close.addEventListener('click', dismiss)
  dialog.replaceChildren(
    make(
      'form',
      { method: 'dialog' },
      make('h2', { id: 'dialog-title' }, view.title.text),
      make(
        'div',
        { className: 'body' },
        ...drawBlocks(view.blocks, ({ actionId }) => act({ act: 'click-in-view', viewId: id, actionId }), {
          errors,
          people,
          suggest: (blockId, text) => act({ act: 'suggest', viewId: id, blockId, typed: text }),
        }),
      ),
      make(
        'footer',
        {},
        close,
        view.submit && make('button', { type: 'submit', className: 'primary' }, view.submit.text),
      ),
    ),
  )
  dialog.querySelector('form').addEventListener('submit', (event) => {
    event.preventDefault()
    for (const button of dialog.querySelectorAll('[type=submit]')) button.disabled = true
    if (view.submit) void act({ act: 'submit', viewId: id, filled: filledIn(dialog) })
  })
  // What was typed stays when the dialog is drawn again.
  putBack(dialog, typed)
  dialog.oncancel = (event) => {
    event.preventDefault()
    void dismiss()
  }
  if (!dialog.open) {
    opener = place(document.activeElement)
    dialog.showModal()
  }
  const first = ['[aria-invalid=true]', '[data-focus]', 'input, select, textarea']
  ;(first.map((one) => dialog.querySelector(one)).find(Boolean) ?? close).focus()
}

/** After trouble the dialog can be submitted again. */
export function enableDialog() {
  for (const button of byId('dialog').querySelectorAll('button')) button.disabled = false
}
