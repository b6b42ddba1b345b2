//! Draws how learning went as an SVG: the mean loss of each epoch on the left, the accuracy on the right.

use super::training::Epoch;

/// One way of learning and its name in the legend.
pub(crate) struct Course {
    pub name: String,
    pub epochs: Vec<Epoch>,
}

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 240.0;
/// Space for the numbers on the axes and the words around the drawing.
const MARGIN: f64 = 56.0;
/// Told apart by people who see fewer colours too (Okabe & Ito 2008), and by their dashes.
const STYLES: [(&str, &str); 2] = [("#0072b2", "none"), ("#d55e00", "6 3")];

/// A complete SVG file.
pub(crate) fn svg(title: &str, courses: &[Course]) -> String {
    let (width, height) = (2.0 * (WIDTH + 2.0 * MARGIN), HEIGHT + 3.0 * MARGIN);
    let losses = |epoch: &Epoch| epoch.loss;
    let accuracies = |epoch: &Epoch| epoch.accuracy * 100.0;
    let largest_loss = courses.iter().flat_map(|course| &course.epochs).map(losses).fold(0.0_f64, f64::max);
    let legend: String =
        courses.iter().zip(STYLES).enumerate().map(|(row, course)| legend_row(row, course)).collect();
    let left = panel(MARGIN, "Mean loss of each epoch", top_of_axis(largest_loss), courses, losses);
    let right = panel(
        WIDTH + 3.0 * MARGIN,
        "Accuracy on the test images after each epoch, in %",
        100.0,
        courses,
        accuracies,
    );
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="sans-serif" font-size="12">
<title>{title}</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="{MARGIN}" y="24" font-size="16">{title}</text>
{legend}{left}{right}</svg>
"##,
        title = escaped(title)
    )
}

fn legend_row(row: usize, (course, (colour, dashes)): (&Course, (&str, &str))) -> String {
    let (x, y) = (MARGIN, HEIGHT + 2.0 * MARGIN + 18.0 * row as f64 + 10.0);
    let (end, text, middle) = (x + 28.0, x + 36.0, y - 4.0);
    let last = course.epochs.last().map_or(String::new(), |epoch| {
        format!(": loss {:.4}, accuracy {:.2} %", epoch.loss, epoch.accuracy * 100.0)
    });
    let name = escaped(&course.name);
    format!(
        r#"<line x1="{x}" y1="{middle}" x2="{end}" y2="{middle}" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>
<text x="{text}" y="{y}">{name}{last}</text>
"#
    )
}

/// One pair of axes from 0 to `top`, and a line for each course.
fn panel(left: f64, name: &str, top: f64, courses: &[Course], value: impl Fn(&Epoch) -> f64) -> String {
    let last_epoch = courses.iter().map(|course| course.epochs.len()).max().unwrap_or(1).max(1);
    let (upper, lower) = (MARGIN + 8.0, MARGIN + 8.0 + HEIGHT);
    let x = |epoch: usize| left + WIDTH * (epoch as f64 - 0.5) / last_epoch as f64;
    let y = |value: f64| lower - HEIGHT * value / top;
    let mut drawn = format!("<text x=\"{left}\" y=\"{}\">{name}</text>\n", upper - 10.0);
    for tick in 0..=5 {
        let value = top * f64::from(tick) / 5.0;
        let (at, right, before) = (y(value), left + WIDTH, left - 6.0);
        drawn += &format!(
            r##"<line x1="{left}" y1="{at:.1}" x2="{right}" y2="{at:.1}" stroke="#ccc"/>
<text x="{before}" y="{:.1}" text-anchor="end">{}</text>
"##,
            at + 4.0,
            (value * 100.0).round() / 100.0
        );
    }
    // No more numbers than there is room for.
    for epoch in (1..=last_epoch).step_by(last_epoch.div_ceil(10)) {
        let (at, below) = (x(epoch), lower + 16.0);
        drawn += &format!("<text x=\"{at:.1}\" y=\"{below}\" text-anchor=\"middle\">{epoch}</text>\n");
    }
    for (course, (colour, dashes)) in courses.iter().zip(STYLES) {
        let points: Vec<(f64, f64)> =
            course.epochs.iter().map(|epoch| (x(epoch.number), y(value(epoch)))).collect();
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let path = path.join(" ");
        drawn += &format!(
            "<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>\n"
        );
        for (x, y) in points {
            drawn += &format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>\n");
        }
    }
    drawn
}

/// The next number with one digit that is not below: fifths of it are short numbers.
fn top_of_axis(largest: f64) -> f64 {
    let step = 10_f64.powf(largest.max(1e-6).log10().floor());
    (largest / step).ceil().max(1.0) * step
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
