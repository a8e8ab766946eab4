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
const MEASURE: f32 = WIDTH as f32 - 2.0 * MARGIN;

/// By how much lines are narrowed to make them even.
const STEP: f32 = 40.0;

/// How high the band is, and the line under it.
const BAND: usize = 168;
const LINE: usize = 8;

/// Shades between two colours, as smooth edges need them.
const SHADES: u8 = 32;

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
    pub line: Colour,
    /// Of the ground, and of the words on the band.
    pub ground: Colour,
    /// Of the name.
    pub ink: Colour,
}

impl Colours {
    /// Those of a theme that names none.
    pub const DEFAULT: Self = Self {
        band: [0x8F, 0x10, 0x17],
        line: [0xC8, 0x96, 0x1A],
        ground: [0xFA, 0xF8, 0xF4],
        ink: [0x1E, 0x1A, 0x17],
    };
}

/// What stands on the picture.
#[derive(Debug, Clone, Copy)]
pub struct Share<'a> {
    /// Whose the portal is, on the band.
    pub body: &'a str,
    /// What it is called.
    pub title: &'a str,
    /// Where it lies.
    pub host: &'a str,
    /// In which colours.
    pub colours: Colours,
}

impl Share<'_> {
    /// The width and height of the picture.
    pub const SIZE: super::Size = super::Size { width: WIDTH as u32, height: HEIGHT as u32 };
}

/// What a shade is between: the first stands under letters, the second is that of the letters.
#[derive(Debug, Clone, Copy)]
enum Layer {
    Name = 0,
    Body = 1,
    Host = 2,
    Line = 3,
}

/// Draws the picture, as PNG.
pub fn share(of: &Share<'_>) -> Vec<u8> {
    let mut canvas = Canvas::new();
    let body = Set::fitting(of.body, &[44.0, 38.0, 32.0], 2);
    canvas.write(&body, (BAND as f32 - body.height()) / 2.0, Layer::Body);
    let host = Set::fitting(of.host, &[34.0, 28.0, 22.0], 1);
    let foot = HEIGHT as f32 - 52.0 - host.height();
    canvas.write(&host, foot, Layer::Host);
    let name = Set::fitting(of.title, &[84.0, 72.0, 62.0, 54.0, 46.0], 4);
    let (head, room) = ((BAND + LINE) as f32, foot - (BAND + LINE) as f32);
    canvas.write(&name, head + (room - name.height()) / 2.0, Layer::Name);
    canvas.png(of.colours)
}

/// Some lines of words in one size.
struct Set {
    lines: Vec<String>,
    size: f32,
}

impl Set {
    /// Sets a text in the largest of some sizes in which it has so many lines at most; in the least it is cut.
    fn fitting(text: &str, sizes: &[f32], most: usize) -> Self {
        let mut set = Self { lines: Vec::new(), size: 0.0 };
        for size in sizes {
            set = Self { lines: lines(text, *size, MEASURE), size: *size };
            if set.lines.len() <= most {
                return set.balanced(text);
            }
        }
        set.lines.truncate(most);
        if let Some(last) = set.lines.last_mut() {
            while !last.is_empty() && width(&format!("{last}…"), set.size) > MEASURE {
                last.pop();
            }
            last.truncate(last.trim_end_matches([' ', ',', ';', '-', '–']).len());
            last.push('…');
        }
        set
    }

    /// Makes the lines as even as they can be, so that no word is left alone.
    fn balanced(mut self, text: &str) -> Self {
        let mut measure = MEASURE;
        while measure > MEASURE / 2.0 {
            measure -= STEP;
            let narrower = lines(text, self.size, measure);
            if narrower.len() > self.lines.len() {
                break;
            }
            self.lines = narrower;
        }
        self
    }

    /// The height of a line; that of the font has room for letters with two marks.
    fn leading(&self) -> f32 {
        self.size * 1.06
    }

    fn height(&self) -> f32 {
        self.leading() * self.lines.len() as f32
    }
}

/// Breaks a text into lines at spaces; a word that is wider than a line is broken where it ends.
fn lines(text: &str, size: f32, measure: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer, size) <= measure {
            line = longer;
            continue;
        }
        lines.extend(Some(std::mem::take(&mut line)).filter(|line| !line.is_empty()));
        for letter in word.chars() {
            line.push(letter);
            if width(&line, size) > measure {
                line.pop();
                lines.push(std::mem::replace(&mut line, letter.to_string()));
            }
        }
    }
    lines.extend(Some(line).filter(|line| !line.is_empty()));
    lines
}

fn width(text: &str, size: f32) -> f32 {
    let font = FONT.as_scaled(PxScale::from(size));
    text.chars().map(|letter| font.h_advance(font.glyph_id(letter))).sum()
}

/// The picture as indexes of its colours.
struct Canvas {
    points: Vec<u8>,
}

impl Canvas {
    fn new() -> Self {
        let mut points = vec![index(Layer::Name, 0.0); WIDTH * HEIGHT];
        points[..WIDTH * BAND].fill(index(Layer::Body, 0.0));
        points[WIDTH * BAND..WIDTH * (BAND + LINE)].fill(index(Layer::Line, 0.0));
        Self { points }
    }

    /// Writes lines from `top` down.
    fn write(&mut self, set: &Set, top: f32, layer: Layer) {
        let font = FONT.as_scaled(PxScale::from(set.size));
        let rest = set.leading() - font.ascent() + font.descent();
        for (at, line) in set.lines.iter().enumerate() {
            let base = top + set.leading() * at as f32 + font.ascent() + rest / 2.0;
            let mut left = MARGIN;
            for letter in line.chars() {
                let id = font.glyph_id(letter);
                if id.0 != 0 {
                    let glyph = id.with_scale_and_position(set.size, point(left, base.round()));
                    self.draw(glyph, layer);
                    left += font.h_advance(id);
                }
            }
        }
    }

    fn draw(&mut self, glyph: ab_glyph::Glyph, layer: Layer) {
        let Some(outline) = FONT.outline_glyph(glyph) else { return };
        let bounds = outline.px_bounds();
        outline.draw(|x, y, share| {
            let (x, y) = (bounds.min.x as i64 + i64::from(x), bounds.min.y as i64 + i64::from(y));
            let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return };
            if x < WIDTH && y < HEIGHT {
                let point = &mut self.points[y * WIDTH + x];
                // Neighbours may touch; the darker of two shades of one layer has the greater index.
                *point = index(layer, share).max(*point);
            }
        });
    }

    fn png(&self, colours: Colours) -> Vec<u8> {
        let Colours { band, line, ground, ink } = colours;
        let layers = [(ground, ink), (band, ground), (ground, band), (line, line)];
        let palette: Vec<u8> = layers
            .into_iter()
            .flat_map(|(under, over)| (0..SHADES).flat_map(move |at| shade(under, over, at)))
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
            image.write_image_data(&self.points)?;
            image.finish()
        });
        written.expect("as many points as the head tells, in a vector that takes any length");
        bytes
    }
}

/// Gives the index of a shade, by how much of a point a letter covers.
fn index(layer: Layer, covered: f32) -> u8 {
    let most = SHADES - 1;
    layer as u8 * SHADES + (covered.clamp(0.0, 1.0) * f32::from(most)).round() as u8
}

fn shade(under: Colour, over: Colour, at: u8) -> Colour {
    let (most, at) = (u16::from(SHADES - 1), u16::from(at));
    let mix = |(a, b): (u8, u8)| (u16::from(a) * (most - at) + u16::from(b) * at + most / 2) / most;
    let mixed = [(under[0], over[0]), (under[1], over[1]), (under[2], over[2])].map(mix);
    mixed.map(|part| u8::try_from(part).expect("a mean of two bytes"))
}
