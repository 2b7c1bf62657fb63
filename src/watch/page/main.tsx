import { render } from 'preact'
import { App } from './app.js'
import { takeTokenFromAddress } from './token.js'

takeTokenFromAddress()
// The page as the server gives it has nothing but this element.
const root = document.getElementById('page')
if (root !== null) render(<App />, root)
