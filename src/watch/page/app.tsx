/** TODO(helper): the whole page. */
export function App() {
  return <main>riskfirst</main>
}
