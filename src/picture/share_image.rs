//! The picture that stands for a portal where its address is shared: whose it is, what it is called, where it lies.
//!
//! Its letters come from a font that is part of the program: a cut of Be Vietnam Pro (OFL 1.1, `font/OFL.txt`) with
//! all letters of Vietnamese. One that is not in it is left out.
//!
//! **Invariant.** The same words in the same colours give the same bytes on any machine: no font of the system is
//! asked.

use std::sync::LazyLock;

use ab_glyph::{Font as _, FontRef, PxScale, ScaleFont as _, point};

/// The width and height that Open Graph's readers show whole.
pub(super) const WIDTH: usize = 1200;
pub(super) const HEIGHT: usize = 630;

/// Where the words begin, and how wide they may run.
const MARGIN: f32 = 80.0;
const MAX_LINE_WIDTH: f32 = WIDTH as f32 - 2.0 * MARGIN;

/// By how much lines are narrowed to make them even.
const BALANCE_STEP: f32 = 40.0;

/// How high the band is, and the line under it.
const BAND_HEIGHT: usize = 168;
const RULE_HEIGHT: usize = 8;

/// Shades between two colours, as smooth edges need them.
const SHADES_PER_RAMP: u8 = 32;

static FONT: LazyLock<FontRef<'static>> = LazyLock::new(|| {
    let font = FontRef::try_from_slice(include_bytes!("font/be-vietnam-pro.ttf"));
    font.expect("the font is part of the program, and a test draws with it")
});

/// A colour as red, green and blue.
pub type Colour = [u8; 3];

/// The colours of a portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colours {
    /// Of the band at the head.
    pub band: Colour,
    /// Of the line under it.
    pub rule: Colour,
    /// Of the ground, and of the words on the band.
    pub background: Colour,
    /// Of the name.
    pub text: Colour,
}

impl Colours {
    /// Those of a theme that names none.
    pub const DEFAULT: Self = Self {
        band: [0x8F, 0x10, 0x17],
        rule: [0xC8, 0x96, 0x1A],
        background: [0xFA, 0xF8, 0xF4],
        text: [0x1E, 0x1A, 0x17],
    };
}

/// What stands on the picture.
#[derive(Debug, Clone, Copy)]
pub struct ShareImage<'a> {
    /// Whose the portal is, on the band.
    pub owner: &'a str,
    /// What it is called.
    pub title: &'a str,
    /// Where it lies.
    pub host: &'a str,
    /// In which colours.
    pub colours: Colours,
}

impl ShareImage<'_> {
    /// The width and height of the picture.
    pub const SIZE: super::Size = super::Size { width: WIDTH as u32, height: HEIGHT as u32 };
}

/// What a shade is between: the first stands under letters, the second is that of the letters.
#[derive(Debug, Clone, Copy)]
enum ColourRamp {
    Name = 0,
    Owner = 1,
    Host = 2,
    Rule = 3,
}

/// Draws the picture, as PNG.
pub fn draw_share_image(of: &ShareImage<'_>) -> Vec<u8> {
    let mut canvas = Canvas::new();
    let body = TextBlock::fitting(of.owner, &[44.0, 38.0, 32.0], 2);
    canvas.draw_text(&body, (BAND_HEIGHT as f32 - body.height()) / 2.0, ColourRamp::Owner);
    let host = TextBlock::fitting(of.host, &[34.0, 28.0, 22.0], 1);
    let foot = HEIGHT as f32 - 52.0 - host.height();
    canvas.draw_text(&host, foot, ColourRamp::Host);
    let name = TextBlock::fitting(of.title, &[84.0, 72.0, 62.0, 54.0, 46.0], 4);
    let (head, room) =
        ((BAND_HEIGHT + RULE_HEIGHT) as f32, foot - (BAND_HEIGHT + RULE_HEIGHT) as f32);
    canvas.draw_text(&name, head + (room - name.height()) / 2.0, ColourRamp::Name);
    canvas.encode_png(of.colours)
}

/// Some lines of words in one size.
struct TextBlock {
    lines: Vec<String>,
    size: f32,
}

impl TextBlock {
    /// Sets a text in the largest of some sizes in which it has so many lines at most; in the least it is cut.
    fn fitting(text: &str, sizes: &[f32], most: usize) -> Self {
        let mut set = Self { lines: Vec::new(), size: 0.0 };
        for size in sizes {
            set = Self { lines: break_lines(text, *size, MAX_LINE_WIDTH), size: *size };
            if set.lines.len() <= most {
                return set.balanced(text);
            }
        }
        set.lines.truncate(most);
        if let Some(last) = set.lines.last_mut() {
            while !last.is_empty() && text_width(&format!("{last}…"), set.size) > MAX_LINE_WIDTH {
                last.pop();
            }
            last.truncate(last.trim_end_matches([' ', ',', ';', '-', '–']).len());
            last.push('…');
        }
        set
    }

    /// Makes the lines as even as they can be, so that no word is left alone.
    fn balanced(mut self, text: &str) -> Self {
        let mut measure = MAX_LINE_WIDTH;
        while measure > MAX_LINE_WIDTH / 2.0 {
            measure -= BALANCE_STEP;
            let narrower = break_lines(text, self.size, measure);
            if narrower.len() > self.lines.len() {
                break;
            }
            self.lines = narrower;
        }
        self
    }

    /// The height of a line; that of the font has room for letters with two marks.
    fn line_height(&self) -> f32 {
        self.size * 1.06
    }

    fn height(&self) -> f32 {
        self.line_height() * self.lines.len() as f32
    }
}

/// Breaks a text into lines at spaces; a word that is wider than a line is broken where it ends.
fn break_lines(text: &str, size: f32, measure: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if text_width(&longer, size) <= measure {
            line = longer;
            continue;
        }
        lines.extend(Some(std::mem::take(&mut line)).filter(|line| !line.is_empty()));
        for letter in word.chars() {
            line.push(letter);
            if text_width(&line, size) > measure {
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

/// The picture as indexes of its colours.
struct Canvas {
    pixels: Vec<u8>,
}

impl Canvas {
    fn new() -> Self {
        let mut pixels = vec![palette_index(ColourRamp::Name, 0.0); WIDTH * HEIGHT];
        pixels[..WIDTH * BAND_HEIGHT].fill(palette_index(ColourRamp::Owner, 0.0));
        pixels[WIDTH * BAND_HEIGHT..WIDTH * (BAND_HEIGHT + RULE_HEIGHT)]
            .fill(palette_index(ColourRamp::Rule, 0.0));
        Self { pixels }
    }

    /// Writes lines from `top` down.
    fn draw_text(&mut self, set: &TextBlock, top: f32, layer: ColourRamp) {
        let font = FONT.as_scaled(PxScale::from(set.size));
        let rest = set.line_height() - font.ascent() + font.descent();
        for (at, line) in set.lines.iter().enumerate() {
            let base = top + set.line_height() * at as f32 + font.ascent() + rest / 2.0;
            let mut left = MARGIN;
            for letter in line.chars() {
                let id = font.glyph_id(letter);
                if id.0 != 0 {
                    let glyph = id.with_scale_and_position(set.size, point(left, base.round()));
                    self.draw_glyph(glyph, layer);
                    left += font.h_advance(id);
                }
            }
        }
    }

    fn draw_glyph(&mut self, glyph: ab_glyph::Glyph, layer: ColourRamp) {
        let Some(outline) = FONT.outline_glyph(glyph) else { return };
        let bounds = outline.px_bounds();
        outline.draw(|x, y, share| {
            let (x, y) = (bounds.min.x as i64 + i64::from(x), bounds.min.y as i64 + i64::from(y));
            let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return };
            if x < WIDTH && y < HEIGHT {
                let point = &mut self.pixels[y * WIDTH + x];
                // Neighbours may touch; the darker of two shades of one layer has the greater index.
                *point = palette_index(layer, share).max(*point);
            }
        });
    }

    fn encode_png(&self, colours: Colours) -> Vec<u8> {
        let Colours { band, rule: line, background: ground, text: ink } = colours;
        let layers = [(ground, ink), (band, ground), (ground, band), (line, line)];
        let palette: Vec<u8> = layers
            .into_iter()
            .flat_map(|(under, over)| {
                (0..SHADES_PER_RAMP).flat_map(move |at| mix_colours(under, over, at))
            })
            .collect();
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, WIDTH as u32, HEIGHT as u32);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        // Most lines are like the one above, and so become nothing.
        encoder.set_filter(png::Filter::Up);
        encoder.set_palette(palette);
        let written = encoder.write_header().and_then(|mut image| {
            image.write_image_data(&self.pixels)?;
            image.finish()
        });
        written.expect("as many points as the head tells, in a vector that takes any length");
        bytes
    }
}

/// Gives the index of a shade, by how much of a point a letter covers.
fn palette_index(layer: ColourRamp, covered: f32) -> u8 {
    let most = SHADES_PER_RAMP - 1;
    layer as u8 * SHADES_PER_RAMP + (covered.clamp(0.0, 1.0) * f32::from(most)).round() as u8
}

fn mix_colours(under: Colour, over: Colour, at: u8) -> Colour {
    let (most, at) = (u16::from(SHADES_PER_RAMP - 1), u16::from(at));
    let mix = |(a, b): (u8, u8)| (u16::from(a) * (most - at) + u16::from(b) * at + most / 2) / most;
    let mixed = [(under[0], over[0]), (under[1], over[1]), (under[2], over[2])].map(mix);
    mixed.map(|part| u8::try_from(part).expect("a mean of two bytes"))
}
