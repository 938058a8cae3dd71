// The line that tells what to try next. It can be closed, and stays closed.
import { byId, make, onlyIfNew } from './dom.js'

let closed = false

export function drawTour(tour, { act, tryLine, user, names }) {
  const place = byId('tour')
  place.hidden = closed
  onlyIfNew(place, [tour ?? null, user], () => (tour ? drawHint(tour) : drawEnd()))

  function drawHint({ text, line, as, step, of }) {
    const other = as !== undefined && as !== user ? `Be ${names.get(as)?.replace('@', '')} (“You are”). ` : ''
    return [
      make('span', { className: 'step' }, `${step} of ${of}`),
      make('span', { className: 'words' }, other, text),
      line === undefined ? undefined : button(line, 'try', () => tryLine(line)),
      button('Skip', 'quiet', () => void act({ act: 'skip-hint' })),
      close(),
    ].filter(Boolean)
  }
  function drawEnd() {
    return [
      make('span', { className: 'words' }, 'That was the tour. The hosts are yours: break and mend them.'),
      close(),
    ]
  }
  function close() {
    return button('Hide tips', 'quiet', () => {
      closed = true
      place.hidden = true
      byId('line').focus()
    })
  }
}

function button(words, className, onClick) {
  const made = make('button', { type: 'button', className }, words)
  made.dataset.action = `tour:${className}:${words}`
  made.addEventListener('click', onClick)
  return made
}
