//! A straight line through months, and what it says about the next ones, with how little it knows.

/// Fewer months than this say nothing about where they lead.
const LEAST: usize = 6;
/// How many months are looked ahead.
const AHEAD: f64 = 3.0;

/// The straight line by least squares through so many months.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Trend {
    /// How much a month adds to what a month costs.
    pub slope: f64,
    /// What the next three months together would cost.
    pub forecast: Forecast,
}

/// A sum over the next three months.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Forecast {
    /// On the line, and not below nothing.
    pub expected: f64,
    /// In four of five cases at least this, if months scatter around the line as they did.
    pub low: f64,
    /// In four of five cases at most this.
    pub high: f64,
}

impl Trend {
    /// Through months, the oldest first; none where they are too few.
    pub(super) fn through(months: &[u64]) -> Option<Self> {
        if months.len() < LEAST {
            return None;
        }
        let values = floats(months);
        let count = float(months.len() as u64);
        let middle = (count - 1.0) / 2.0;
        let mean = values.iter().sum::<f64>() / count;
        let at = |index: usize| float(index as u64) - middle;
        let spread: f64 = (0..values.len()).map(|index| at(index) * at(index)).sum();
        let slope = values.iter().enumerate().map(|(index, value)| at(index) * (value - mean)).sum::<f64>() / spread;
        let residue = |(index, value): (usize, &f64)| value - mean - slope * at(index);
        let squares: f64 = values.iter().enumerate().map(|it| residue(it) * residue(it)).sum();
        let freedom = months.len() - 2;
        let variance = squares / float(freedom as u64);
        // The middle of the months ahead, from the middle of those behind.
        let ahead = count - 1.0 + (AHEAD + 1.0) / 2.0 - middle;
        let expected = AHEAD * (mean + slope * ahead);
        // Each month scatters, and the line itself is not known better than the months tell.
        let deviation = (variance * (AHEAD + AHEAD * AHEAD * (1.0 / count + ahead * ahead / spread))).sqrt();
        let margin = quantile(freedom) * deviation;
        let forecast = Forecast {
            expected: expected.max(0.0),
            low: (expected - margin).max(0.0),
            high: (expected + margin).max(0.0),
        };
        Some(Self { slope, forecast })
    }
}

/// The quantile of Student's distribution beyond which one case in ten lies; that of the normal one for many months.
fn quantile(freedom: usize) -> f64 {
    const TENTH: [f64; 20] = [
        3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363, 1.356, 1.350, 1.345, 1.341, 1.337,
        1.333, 1.330, 1.328, 1.325,
    ];
    match freedom {
        0 => TENTH[0],
        known if known <= TENTH.len() => TENTH[known - 1],
        21..=30 => 1.310,
        31..=60 => 1.296,
        _ => 1.282,
    }
}

pub(super) fn floats(values: &[u64]) -> Vec<f64> {
    values.iter().copied().map(float).collect()
}

/// Exact for every number of lines that a person will ever see.
pub(super) fn float(value: u64) -> f64 {
    u32::try_from(value).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_is_continued_without_doubt() {
        let months: Vec<u64> = (0..12).map(|month| 10 + 2 * month).collect();
        let trend = Trend::through(&months).expect("there are enough");
        assert!((trend.slope - 2.0).abs() < 1e-9);
        let told = [trend.forecast.low, trend.forecast.expected, trend.forecast.high];
        assert!(told.iter().all(|sum| (sum - 108.0).abs() < 1e-6), "34 + 36 + 38: {told:?}");
    }

    #[test]
    fn scatter_is_told_and_nothing_falls_below_nothing() {
        let trend = Trend::through(&[90, 0, 60, 0, 30, 0, 0, 0]).expect("there are enough");
        assert!(trend.slope < 0.0);
        assert_eq!((trend.forecast.expected, trend.forecast.low), (0.0, 0.0));
        let wide = Trend::through(&[0, 20, 0, 20, 0, 20]).expect("there are enough").forecast;
        assert!(wide.low < wide.expected && wide.expected < wide.high);
        assert_eq!(Trend::through(&[1; 5]), None);
    }

    #[test]
    fn figures_are_those_of_the_textbook() {
        // Least squares through 2, 4, 5, 4, 5, 7: slope 27/35, intercept 103/35 at the first month.
        let trend = Trend::through(&[2, 4, 5, 4, 5, 7]).expect("there are enough");
        assert!((trend.slope - 27.0 / 35.0).abs() < 1e-9, "{trend:?}");
    }
}
