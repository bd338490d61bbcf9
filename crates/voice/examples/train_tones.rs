//! Trains the tone model. `cargo run --release -p voice --example train_tones -- OUT DIR...`: each DIR holds one
//! speaker's syllables, the tone is the last digit of a file's name. Every speaker is first held out and judged by a
//! model of the others; then the model of all is written to OUT, unless OUT is `-`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a tool that speaks to a person")]

#[path = "train_tones/learn.rs"]
mod learn;
#[path = "train_tones/vary.rs"]
mod vary;

use std::{error::Error, fs, path::Path};

use learn::Example;
use voice::{
    RATE, Sound, decode,
    tone::{Contour, Model, Speaker, contours, judge},
};

type Clips = Vec<(Sound, usize)>;

/// Conditions a speaker is trained and judged under: name, and what is done to the sound.
const CONDITIONS: &[(&str, vary::Vary)] = &[
    ("clean", vary::Vary { pitch: 1.0, pink_db: None, telephone: false }),
    ("pink 20 dB", vary::Vary { pitch: 1.0, pink_db: Some(20.0), telephone: false }),
    ("pink 10 dB", vary::Vary { pitch: 1.0, pink_db: Some(10.0), telephone: false }),
    ("pink 5 dB", vary::Vary { pitch: 1.0, pink_db: Some(5.0), telephone: false }),
    ("telephone", vary::Vary { pitch: 1.0, pink_db: None, telephone: true }),
    ("pitch ×0.7", vary::Vary { pitch: 0.7, pink_db: None, telephone: false }),
    ("pitch ×0.5", vary::Vary { pitch: 0.5, pink_db: Some(20.0), telephone: false }),
    ("pitch ×0.3", vary::Vary { pitch: 0.3, pink_db: None, telephone: false }),
    ("pitch ×1.3", vary::Vary { pitch: 1.3, pink_db: Some(15.0), telephone: false }),
];

fn clips(dir: &Path) -> Result<Clips, Box<dyn Error>> {
    let mut paths: Vec<_> = fs::read_dir(dir)?.collect::<Result<Vec<_>, _>>()?.into_iter().map(|e| e.path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let Some(tone) = name.chars().last().and_then(|c| c.to_digit(10)).filter(|t| (1..=4).contains(t)) else { continue };
        match decode(fs::read(&path)?) {
            Ok(sound) => found.push((sound, tone as usize - 1)),
            Err(error) => eprintln!("{}: {error}", path.display()),
        }
    }
    Ok(found)
}

/// Contours of a speaker under one condition, with what is usual for them.
struct Heard {
    contours: Vec<Option<Contour>>,
    tones: Vec<usize>,
}

fn heard(clips: &Clips, vary: &vary::Vary) -> Heard {
    let sounds: Vec<Sound> = clips.iter().enumerate().map(|(i, (sound, _))| vary.apply(sound, i as u32)).collect();
    Heard { contours: contours(&sounds.iter().collect::<Vec<_>>()), tones: clips.iter().map(|(_, t)| *t).collect() }
}

fn examples(heard: &Heard) -> Vec<Example> {
    let speaker = Speaker::of(&heard.contours.iter().flatten().collect::<Vec<_>>());
    let pairs = heard.contours.iter().zip(&heard.tones);
    pairs.filter_map(|(c, t)| c.clone().map(|contour| Example { contour, speaker, tone: *t })).collect()
}

fn report(model: &Model, heard: &Heard) -> String {
    let judged = judge(model, &heard.contours);
    let mut table = [[0_usize; 5]; 4];
    for (answer, tone) in judged.iter().zip(&heard.tones) {
        table[*tone][answer.as_ref().map_or(4, |j| usize::from(j.tone) - 1)] += 1;
    }
    let right: usize = (0..4).map(|i| table[i][i]).sum();
    format!("{:.3}  {:?}", right as f64 / heard.tones.len() as f64, table)
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (out, dirs) = args.split_first().ok_or("usage: train_tones OUT DIR...")?;
    let began = std::time::Instant::now();
    let mut speakers: Vec<Vec<Heard>> = Vec::new();
    for dir in dirs {
        let clips = clips(Path::new(dir))?;
        let seconds: f64 = clips.iter().map(|(s, _)| s.samples.len() as f64 / f64::from(RATE)).sum();
        println!("{dir}: {} syllables, {seconds:.0} s", clips.len());
        speakers.push(CONDITIONS.iter().map(|(_, vary)| heard(&clips, vary)).collect());
    }
    println!("heard after {:.0} s", began.elapsed().as_secs_f64());
    let of = |kept: &dyn Fn(usize) -> bool| -> Vec<Example> {
        speakers.iter().enumerate().filter(|(i, _)| kept(*i)).flat_map(|(_, s)| s.iter().flat_map(examples)).collect()
    };
    for (held, conditions) in speakers.iter().enumerate().filter(|_| speakers.len() > 1) {
        let model = learn::model(&of(&|i| i != held), String::new());
        println!("held out {} after {:.0} s", dirs[held], began.elapsed().as_secs_f64());
        for ((name, _), heard) in CONDITIONS.iter().zip(conditions) {
            println!("  {name:12} {}", report(&model, heard));
        }
    }
    if out != "-" {
        let provenance = "Mandarin syllables of two speakers, 120 per tone each: Chen Wang (hugolpz/audio-cmn, CC-BY-SA) and \
            davinfifield/mp3-chinese-pinyin-sound (Unlicense), as they are and with noise, telephone band and changed pitch. \
            Written by the example train_tones of the crate voice. Both are female studio voices.";
        fs::write(out, learn::toml(&learn::model(&of(&|_| true), provenance.to_owned()))?)?;
    }
    Ok(())
}
