//! The share image of a portal (Open Graph), which shows owner, title and host name.
//!
//! The font is embedded in the program: a subset of Be Vietnam Pro (OFL 1.1, `font/OFL.txt`) with all Vietnamese
//! letters. Characters without a glyph are left out.
//!
//! **Invariant.** The same text in the same colours gives the same bytes on any machine: system fonts are not used.

use std::sync::LazyLock;

use ab_glyph::{Font as _, FontRef, PxScale, ScaleFont as _, point};

/// The width and height that consumers of Open Graph show without cropping.
pub(super) const WIDTH: usize = 1200;
pub(super) const HEIGHT: usize = 630;

/// The left margin, and the maximum width of a line of text.
const MARGIN: f32 = 80.0;
const MAX_LINE_WIDTH: f32 = WIDTH as f32 - 2.0 * MARGIN;

/// The step by which lines are narrowed to balance them.
const BALANCE_STEP: f32 = 40.0;

/// The height of the band at the top, and of the rule below it.
const BAND_HEIGHT: usize = 168;
const RULE_HEIGHT: usize = 8;

/// The number of shades between two colours, for antialiasing.
const SHADES_PER_RAMP: u8 = 32;

static FONT: LazyLock<FontRef<'static>> = LazyLock::new(|| {
    let font = FontRef::try_from_slice(include_bytes!("font/be-vietnam-pro.ttf"));
    font.expect("the embedded font is valid, as a test shows")
});

/// A colour as red, green and blue.
pub type Colour = [u8; 3];

/// The colours of the share image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colours {
    /// The band at the top, and the host name.
    pub band: Colour,
    /// The rule below the band.
    pub rule: Colour,
    /// The background, and the text on the band.
    pub background: Colour,
    /// The title.
    pub text: Colour,
}

impl Colours {
    /// The colours used if the theme sets none.
    pub const DEFAULT: Self = Self {
        band: [0x8F, 0x10, 0x17],
        rule: [0xC8, 0x96, 0x1A],
        background: [0xFA, 0xF8, 0xF4],
        text: [0x1E, 0x1A, 0x17],
    };
}

/// The content of the share image.
#[derive(Debug, Clone, Copy)]
pub struct ShareImage<'a> {
    /// The owner of the portal, on the band.
    pub owner: &'a str,
    /// The title of the portal.
    pub title: &'a str,
    /// The host name.
    pub host: &'a str,
    /// The colours.
    pub colours: Colours,
}

impl ShareImage<'_> {
    /// The width and height of the picture.
    pub const SIZE: super::Size = super::Size { width: WIDTH as u32, height: HEIGHT as u32 };
}

/// The ramps of the palette: shades from a background colour to a text colour.
#[derive(Debug, Clone, Copy)]
enum ColourRamp {
    Title = 0,
    Owner = 1,
    Host = 2,
    Rule = 3,
}

/// Draws the share image as PNG.
pub fn draw_share_image(image: &ShareImage<'_>) -> Vec<u8> {
    let mut canvas = Canvas::new();
    let owner = TextBlock::fitting(image.owner, &[44.0, 38.0, 32.0], 2);
    canvas.draw_text(&owner, (BAND_HEIGHT as f32 - owner.height()) / 2.0, ColourRamp::Owner);
    let host = TextBlock::fitting(image.host, &[34.0, 28.0, 22.0], 1);
    let host_top = HEIGHT as f32 - 52.0 - host.height();
    canvas.draw_text(&host, host_top, ColourRamp::Host);
    let title = TextBlock::fitting(image.title, &[84.0, 72.0, 62.0, 54.0, 46.0], 4);
    let top = (BAND_HEIGHT + RULE_HEIGHT) as f32;
    let available = host_top - top;
    canvas.draw_text(&title, top + (available - title.height()) / 2.0, ColourRamp::Title);
    canvas.encode_png(image.colours)
}

/// Lines of text in one font size.
struct TextBlock {
    lines: Vec<String>,
    size: f32,
}

impl TextBlock {
    /// Breaks a text into at most `max_lines` lines in the largest of `sizes` that fits; in the smallest size it is
    /// truncated.
    fn fitting(text: &str, sizes: &[f32], max_lines: usize) -> Self {
        let mut block = Self { lines: Vec::new(), size: 0.0 };
        for size in sizes {
            block = Self { lines: break_lines(text, *size, MAX_LINE_WIDTH), size: *size };
            if block.lines.len() <= max_lines {
                return block.balanced(text);
            }
        }
        block.lines.truncate(max_lines);
        if let Some(last) = block.lines.last_mut() {
            while !last.is_empty() && text_width(&format!("{last}…"), block.size) > MAX_LINE_WIDTH
            {
                last.pop();
            }
            last.truncate(last.trim_end_matches([' ', ',', ';', '-', '–']).len());
            last.push('…');
        }
        block
    }

    /// Makes the lines as equal in width as possible without adding a line.
    fn balanced(mut self, text: &str) -> Self {
        let mut line_width = MAX_LINE_WIDTH;
        while line_width > MAX_LINE_WIDTH / 2.0 {
            line_width -= BALANCE_STEP;
            let narrower = break_lines(text, self.size, line_width);
            if narrower.len() > self.lines.len() {
                break;
            }
            self.lines = narrower;
        }
        self
    }

    /// Returns the line height. Little leading is needed, since the font size includes room for stacked diacritics.
    fn line_height(&self) -> f32 {
        self.size * 1.06
    }

    fn height(&self) -> f32 {
        self.line_height() * self.lines.len() as f32
    }
}

/// Breaks a text into lines at spaces; a word that is wider than a line is broken at the line's end.
fn break_lines(text: &str, size: f32, line_width: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if text_width(&longer, size) <= line_width {
            line = longer;
            continue;
        }
        lines.extend(Some(std::mem::take(&mut line)).filter(|line| !line.is_empty()));
        for letter in word.chars() {
            line.push(letter);
            if text_width(&line, size) > line_width {
                line.pop();
                lines.push(std::mem::replace(&mut line, letter.to_string()));
            }
        }
    }
    lines.extend(Some(line).filter(|line| !line.is_empty()));
    lines
}

fn text_width(text: &str, size: f32) -> f32 {
    let font = FONT.as_scaled(PxScale::from(size));
    text.chars().map(|letter| font.h_advance(font.glyph_id(letter))).sum()
}

/// The image as palette indices.
struct Canvas {
    pixels: Vec<u8>,
}

impl Canvas {
    fn new() -> Self {
        let mut pixels = vec![palette_index(ColourRamp::Title, 0.0); WIDTH * HEIGHT];
        pixels[..WIDTH * BAND_HEIGHT].fill(palette_index(ColourRamp::Owner, 0.0));
        pixels[WIDTH * BAND_HEIGHT..WIDTH * (BAND_HEIGHT + RULE_HEIGHT)]
            .fill(palette_index(ColourRamp::Rule, 0.0));
        Self { pixels }
    }

    /// Draws lines of text from `top` down.
    fn draw_text(&mut self, block: &TextBlock, top: f32, ramp: ColourRamp) {
        let font = FONT.as_scaled(PxScale::from(block.size));
        let leading = block.line_height() - font.ascent() + font.descent();
        for (at, line) in block.lines.iter().enumerate() {
            let baseline = top + block.line_height() * at as f32 + font.ascent() + leading / 2.0;
            let mut left = MARGIN;
            for letter in line.chars() {
                let id = font.glyph_id(letter);
                if id.0 != 0 {
                    let glyph =
                        id.with_scale_and_position(block.size, point(left, baseline.round()));
                    self.draw_glyph(glyph, ramp);
                    left += font.h_advance(id);
                }
            }
        }
    }

    fn draw_glyph(&mut self, glyph: ab_glyph::Glyph, ramp: ColourRamp) {
        let Some(outline) = FONT.outline_glyph(glyph) else { return };
        let bounds = outline.px_bounds();
        outline.draw(|x, y, coverage| {
            let (x, y) = (bounds.min.x as i64 + i64::from(x), bounds.min.y as i64 + i64::from(y));
            let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return };
            if x < WIDTH && y < HEIGHT {
                let pixel = &mut self.pixels[y * WIDTH + x];
                // Adjacent glyphs may overlap; of two shades in one ramp, the one closer to the text colour has the
                // greater index.
                *pixel = palette_index(ramp, coverage).max(*pixel);
            }
        });
    }

    fn encode_png(&self, colours: Colours) -> Vec<u8> {
        let Colours { band, rule, background, text } = colours;
        let ramps = [(background, text), (band, background), (background, band), (rule, rule)];
        let palette: Vec<u8> = ramps
            .into_iter()
            .flat_map(|(under, over)| {
                (0..SHADES_PER_RAMP).flat_map(move |shade| mix_colours(under, over, shade))
            })
            .collect();
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, WIDTH as u32, HEIGHT as u32);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        // Most rows equal the one above, so their differences are zero.
        encoder.set_filter(png::Filter::Up);
        encoder.set_palette(palette);
        let written = encoder.write_header().and_then(|mut image| {
            image.write_image_data(&self.pixels)?;
            image.finish()
        });
        written.expect("the number of pixels matches the header, and a vector accepts any length");
        bytes
    }
}

/// Returns the palette index of a shade, by the fraction of a pixel that a glyph covers.
fn palette_index(ramp: ColourRamp, coverage: f32) -> u8 {
    let max = SHADES_PER_RAMP - 1;
    ramp as u8 * SHADES_PER_RAMP + (coverage.clamp(0.0, 1.0) * f32::from(max)).round() as u8
}

fn mix_colours(under: Colour, over: Colour, shade: u8) -> Colour {
    let (max, at) = (u16::from(SHADES_PER_RAMP - 1), u16::from(shade));
    let mix = |(a, b): (u8, u8)| (u16::from(a) * (max - at) + u16::from(b) * at + max / 2) / max;
    let mixed = [(under[0], over[0]), (under[1], over[1]), (under[2], over[2])].map(mix);
    mixed.map(|channel| u8::try_from(channel).expect("a mean of two bytes"))
}
