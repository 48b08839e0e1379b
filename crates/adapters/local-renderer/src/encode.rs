//! Frames into H.264: a segment is a run of frames that begins with a key frame and needs no other.

mod cover;
mod picture;
mod yuv;

pub(crate) use cover::Veil;
pub(crate) use picture::Picture;
pub(crate) use yuv::Planes;

use crate::storyboard::FPS;
use openh264::{
    OpenH264API,
    encoder::{
        BitRate, Complexity, Encoder, EncoderConfig, FrameRate, FrameType, IntraFramePeriod, Level, Profile, QpRange,
        RateControlMode, UsageType, VuiConfig,
    },
    nal_units,
};

/// How coarsely pictures are kept: soft gradients stay free of steps, and half a minute is a few megabytes.
const QUANTIZER: u8 = 21;

/// A run of encoded frames.
#[derive(Debug, Default)]
pub(crate) struct Segment {
    /// Parameter sets, without start codes.
    pub(crate) sps: Vec<u8>,
    pub(crate) pps: Vec<u8>,
    /// Each frame as MP4 wants it: its units, each after its length.
    pub(crate) frames: Vec<Vec<u8>>,
}

/// Why a segment can't be encoded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EncodeError {
    #[error("the encoder refused a frame: {0}")]
    Refused(#[from] openh264::Error),
    #[error("the encoder gave no picture for a frame")]
    Nothing,
}

/// Encodes one segment.
pub(crate) struct SegmentEncoder {
    encoder: Encoder,
    segment: Segment,
}

impl SegmentEncoder {
    /// A new one for each segment: what an encoder learned from other frames must not show, or the film would depend on
    /// which thread took which segment.
    pub(crate) fn new() -> Result<Self, EncodeError> {
        // The quantizer stays where it is: the same quality everywhere, no pumping at key frames, no frame left out.
        let config = EncoderConfig::new()
            .max_frame_rate(FrameRate::from_hz(FPS as f32))
            .rate_control_mode(RateControlMode::Bufferbased)
            .bitrate(BitRate::from_bps(12_000_000))
            .qp(QpRange::new(QUANTIZER, QUANTIZER))
            .usage_type(UsageType::CameraVideoRealTime)
            .complexity(Complexity::Low)
            .profile(Profile::High)
            .level(Level::Level_4_0)
            .intra_frame_period(IntraFramePeriod::from_num_frames(0))
            .scene_change_detect(false)
            .adaptive_quantization(false)
            .background_detection(false)
            .skip_frames(false)
            .num_threads(1)
            .vui(VuiConfig::bt709());
        let encoder = Encoder::with_api_config(OpenH264API::from_source(), config)?;
        Ok(Self { encoder, segment: Segment::default() })
    }

    /// The next frame.
    pub(crate) fn push(&mut self, planes: &Planes) -> Result<(), EncodeError> {
        let stream = self.encoder.encode(planes)?;
        if matches!(stream.frame_type(), FrameType::Invalid | FrameType::Skip) {
            return Err(EncodeError::Nothing);
        }
        let bytes = stream.to_vec();
        let mut frame = Vec::with_capacity(bytes.len() + 16);
        for unit in nal_units(&bytes) {
            let unit = unit.strip_prefix(&[0, 0, 0, 1]).or_else(|| unit.strip_prefix(&[0, 0, 1])).unwrap_or(unit);
            match unit.first().map(|header| header & 0x1F) {
                Some(7) => self.segment.sps = unit.to_vec(),
                Some(8) => self.segment.pps = unit.to_vec(),
                Some(_) => {
                    frame.extend_from_slice(&(unit.len() as u32).to_be_bytes());
                    frame.extend_from_slice(unit);
                }
                None => {}
            }
        }
        if frame.is_empty() {
            return Err(EncodeError::Nothing);
        }
        self.segment.frames.push(frame);
        Ok(())
    }

    pub(crate) fn finish(self) -> Segment {
        self.segment
    }
}
