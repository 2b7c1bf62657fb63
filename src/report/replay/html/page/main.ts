import { find } from '../../../charts/elements.js'
import { watchTheme } from '../../../charts/theme.js'
import { Timeline } from '../../../charts/timeline.js'
import type { PageData } from '../page-data.js'
import { drawBooks } from './books-chart.js'
import { drawDrawdown, drawEquity, drawExposure } from './money-charts.js'
import { drawPrices } from './price-chart.js'
import { addRangeButtons } from './range-buttons.js'

// Our own data, written beside this script.
const data = JSON.parse(find('#data').textContent ?? '') as PageData
const timeline = new Timeline({ min: data.at[0] ?? 0, max: data.at.at(-1) ?? 0 })
drawEquity(data, timeline)
drawDrawdown(data, timeline)
drawExposure(data, timeline)
drawBooks(data, timeline)
drawPrices(data, timeline)
addRangeButtons(timeline)
watchTheme(() => timeline.redraw())
