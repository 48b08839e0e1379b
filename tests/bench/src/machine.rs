//! The machine, and what its disk takes.

use anyhow::{Context, Result};
use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// The kernel's clock ticks a second, as /proc counts them.
const TICKS: f64 = 100.0;

/// What the figures were measured on, in words.
pub(crate) fn describe(folder: &Path) -> Result<String> {
    let cpu = fs::read_to_string("/proc/cpuinfo")?;
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown");
    let memory = fs::read_to_string("/proc/meminfo")?;
    let kilobytes: u64 = memory.split_whitespace().nth(1).context("no memory in /proc/meminfo")?.parse()?;
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    Ok(format!(
        "{}, {} cores, {:.1} GiB of memory, Linux {}, {}",
        model.trim_start_matches([' ', '\t', ':']),
        thread::available_parallelism()?,
        kilobytes as f64 / 1_048_576.0,
        kernel.trim(),
        disk(folder)?
    ))
}

/// The device and file system that a folder is on.
fn disk(folder: &Path) -> Result<String> {
    let folder = folder.canonicalize()?;
    let mounts = fs::read_to_string("/proc/mounts")?;
    let mounts = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?, words.next()?, words.next()?))
    });
    let under = mounts.filter(|(_, point, _)| folder.starts_with(point)).max_by_key(|(_, point, _)| point.len());
    let (device, point, system) = under.context("the folder is on no disk")?;
    let name = device.trim_start_matches("/dev/");
    let turns = fs::read_to_string(format!("/sys/block/{name}/queue/rotational")).unwrap_or_default();
    let kind = match turns.trim() {
        "0" => "solid state",
        "1" => "said to rotate",
        _ => "of unknown kind",
    };
    Ok(format!("{system} on {device} ({kind}, at {point})"))
}

/// The CPU time of a process and of its children, those included that have ended and were waited for; exact to 10 ms.
pub(crate) fn family_cpu(parent: u32) -> Result<Duration> {
    let mut ticks = ticks_of(parent, 4)?.1;
    for process in fs::read_dir("/proc")? {
        let Some(id) = process?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        // Others may end while we look.
        if let Ok((of, used)) = ticks_of(id, 2)
            && of == parent
        {
            ticks += used;
        }
    }
    Ok(Duration::from_secs_f64(ticks / TICKS))
}

/// A process's parent, and the sum of its first so many counts: user, kernel, and both of its ended children.
fn ticks_of(process: u32, counts: usize) -> Result<(u32, f64)> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, fields) = stat.rsplit_once(')').context("/proc/…/stat has no name")?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let parent = fields.get(1).context("/proc/…/stat has no parent")?.parse()?;
    let used = fields.iter().skip(11).take(counts).map(|ticks| ticks.parse::<f64>().unwrap_or_default()).sum();
    Ok((parent, used))
}

/// What it takes to append 4 KiB to a file and to flush it to the disk: the median of many.
pub(crate) fn fsync(folder: &Path) -> Result<Duration> {
    let path = folder.join("fsync");
    let mut file = File::create(&path)?;
    let mut times = Vec::new();
    for _ in 0..300 {
        let begun = Instant::now();
        file.write_all(&[7; 4_096])?;
        file.sync_data()?;
        times.push(begun.elapsed());
    }
    fs::remove_file(path)?;
    Ok(median(&mut times))
}

/// The middle one.
pub(crate) fn median(times: &mut [Duration]) -> Duration {
    percentile(times, 50)
}

/// The one that so many of a hundred don't pass.
pub(crate) fn percentile(times: &mut [Duration], of_hundred: usize) -> Duration {
    times.sort_unstable();
    let at = (times.len() * of_hundred / 100).min(times.len().saturating_sub(1));
    times.get(at).copied().unwrap_or_default()
}
