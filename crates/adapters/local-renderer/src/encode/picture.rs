//! A decoded picture of somebody else's film, kept as the decoder gives it: brightness, and two colours at half the size.

use openh264::formats::YUVSource;

/// A plane of bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Plane {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) bytes: Vec<u8>,
}

impl Plane {
    fn of(bytes: &[u8], width: usize, height: usize, stride: usize) -> Self {
        let rows = bytes.chunks(stride.max(1)).take(height);
        Self { width, height, bytes: rows.flat_map(|row| row.get(..width).unwrap_or(row)).copied().collect() }
    }

    pub(crate) fn row(&self, y: usize) -> &[u8] {
        self.bytes.get(y * self.width..(y + 1) * self.width).unwrap_or_default()
    }
}

/// A picture in three planes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Picture {
    pub(crate) y: Plane,
    pub(crate) u: Plane,
    pub(crate) v: Plane,
}

impl Picture {
    pub(crate) fn of(decoded: &impl YUVSource) -> Self {
        let (width, height) = decoded.dimensions();
        let (wide, narrow, other) = decoded.strides();
        let (across, down) = (width / 2, height / 2);
        Self {
            y: Plane::of(decoded.y(), width, height, wide),
            u: Plane::of(decoded.u(), across, down, narrow),
            v: Plane::of(decoded.v(), across, down, other),
        }
    }

    pub(crate) fn size(&self) -> (usize, usize) {
        (self.y.width, self.y.height)
    }

    /// Three bytes a pixel, from BT.709 in limited range.
    pub(crate) fn rgb(&self) -> Vec<u8> {
        let (width, height) = self.size();
        let mut rgb = Vec::with_capacity(width * height * 3);
        for y in 0..height {
            let colours = self.u.row(y / 2).iter().zip(self.v.row(y / 2)).flat_map(|pair| [pair, pair]);
            for (luma, (u, v)) in self.y.row(y).iter().zip(colours) {
                let (luma, u, v) = ((i32::from(*luma) - 16) * 76_309, i32::from(*u) - 128, i32::from(*v) - 128);
                let channel = |sum: i32| ((sum + (1 << 15)) >> 16).clamp(0, 255) as u8;
                rgb.extend([
                    channel(luma + 117_489 * v),
                    channel(luma - 13_975 * u - 34_925 * v),
                    channel(luma + 138_438 * u),
                ]);
            }
            // A last column without a colour of its own.
            rgb.resize((y + 1) * width * 3, 0);
        }
        rgb
    }
}
