// The Home tab of the app, as one person sees it.
import { drawBlocks } from './blocks.js'
import { byId, make, onlyIfNew } from './dom.js'

export function drawHome(home, act) {
  onlyIfNew(byId('home'), home?.blocks ?? [], () => {
    if (!home) return []
    if (home.blocks.length === 0) return [make('p', { className: 'context' }, 'The app has not filled this tab yet.')]
    return drawBlocks(home.blocks, (clicked) => act({ act: 'click-in-home', ...clicked }))
  })
}
