//! Layout of a bar chart of the number of entries per year, from the first year to the last.
//!
//! A year without entries leaves a gap, so that the time axis is linear. Coordinates are in units of the SVG `viewBox`.
//! The drawing contains no text and may be stretched to any size.
//!
//! **Left out on purpose.** Entries without a year are not shown. Markup and wording belong to the theme.

use serde::Serialize;

use crate::library::Year;

/// The minimum number of years: two bars say no more than their two numbers.
const MIN_YEARS: usize = 3;
/// The maximum span in years: more would give bars too thin to be seen, and one of the years is likely mistyped.
const MAX_SPAN: usize = 100;

/// The horizontal distance between two years, and the width of a bar within it.
const PITCH: usize = 10;
const BAR_WIDTH: usize = 8;
const HEIGHT: usize = 100;

/// A bar chart of the number of entries per year, laid out for an SVG.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Chart {
    /// The width of the drawing, for its `viewBox`.
    width: usize,
    /// The height of the drawing, for its `viewBox`.
    height: usize,
    /// One bar for each year that has entries, from left to right.
    bars: Vec<Bar>,
    /// The year at the left end.
    first: i16,
    /// The year at the right end.
    last: i16,
    /// The year with the most entries; the earliest, if there are several.
    most: i16,
    /// The number of entries of that year.
    most_count: usize,
}

/// The bar of a year.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Bar {
    /// The x coordinate of the left edge.
    x: usize,
    /// The y coordinate of the upper edge.
    y: usize,
    /// The width, in units of the drawing.
    width: usize,
    /// The height, in units of the drawing.
    height: usize,
    /// The year.
    year: i16,
    /// The number of entries.
    count: usize,
}

/// Lays out the chart; `None` if there are too few years or the span is too long.
pub(super) fn layout(years: &[(Year, usize)]) -> Option<Chart> {
    let dated = || years.iter().filter_map(|(year, count)| Some((year.0?, *count)));
    let first = dated().map(|(year, _)| year).min()?;
    let last = dated().map(|(year, _)| year).max()?;
    let offset = |year: i16| usize::try_from(year.checked_sub(first)?).ok();
    let span = offset(last)? + 1;
    if dated().count() < MIN_YEARS || span > MAX_SPAN {
        return None;
    }
    let (most, most_count) = dated().min_by_key(|(year, count)| (usize::MAX - count, *year))?;
    let mut bars: Vec<Bar> = dated()
        .filter_map(|(year, count)| {
            // Rounded up, so that one entry among thousands still gets a visible bar.
            let height = (count * HEIGHT).div_ceil(most_count);
            let (x, y) = (offset(year)? * PITCH, HEIGHT - height);
            Some(Bar { x, y, width: BAR_WIDTH, height, year, count })
        })
        .collect();
    bars.sort_by_key(|bar| bar.x);
    let width = span * PITCH - (PITCH - BAR_WIDTH);
    Some(Chart { width, height: HEIGHT, bars, first, last, most, most_count })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year_counts(counts: &[(i16, usize)]) -> Vec<(Year, usize)> {
        counts.iter().map(|(year, count)| (Year(Some(*year)), *count)).collect()
    }

    #[test]
    fn bars_lie_on_a_time_axis_and_the_tallest_fills_the_height() {
        let mut counts = year_counts(&[(2014, 30), (2012, 3), (2011, 30)]);
        counts.push((Year(None), 500));
        let chart = layout(&counts).expect("three years");
        let bars: Vec<_> =
            chart.bars.iter().map(|bar| (bar.year, bar.x, bar.y, bar.height)).collect();
        assert_eq!(bars, [(2011, 0, 0, 100), (2012, 10, 90, 10), (2014, 30, 0, 100)]);
        assert_eq!((chart.width, chart.first, chart.last), (38, 2011, 2014));
        assert_eq!((chart.most, chart.most_count), (2011, 30));
    }

    #[test]
    fn a_single_entry_still_gets_a_visible_bar() {
        let chart =
            layout(&year_counts(&[(2001, 9_000), (2002, 1), (2003, 2)])).expect("three years");
        assert!(chart.bars.iter().all(|bar| bar.height > 0 && bar.y + bar.height == HEIGHT));
    }

    #[test]
    fn too_few_years_or_too_long_a_span_give_no_chart() {
        assert!(layout(&year_counts(&[(2013, 4), (2014, 5)])).is_none());
        assert!(layout(&year_counts(&[(1014, 1), (2013, 4), (2014, 5)])).is_none());
        assert!(layout(&[]).is_none());
    }
}
