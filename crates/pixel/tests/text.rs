//! Text becomes pictures that carry a number, hold no text, and can be asked about by place.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use pixel::{
    text::{Look, Painter},
    watermark,
};

const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
const SAID: &str = "您好，我的订单 TC20261128 还没有发货，电话〔手机·1〕，请在今天下午六点前联系我，谢谢。\nIs it possible to change the address?";

fn painter() -> Painter {
    let bytes = std::fs::read(FONT).unwrap_or_else(|e| panic!("{FONT}: {e}; install fonts-noto-cjk"));
    Painter::new(bytes).unwrap()
}

fn look(mark: u32) -> Look {
    Look { width: 420, scale: 2, is_dark: false, mark }
}

#[test]
fn a_drawn_text_carries_its_number_and_not_its_letters() {
    let painter = painter();
    for (n, is_dark) in [(0xdead_beef_u32, false), (7, true)] {
        let tile = painter.draw(SAID, Look { is_dark, ..look(n) });
        assert!(tile.png.len() <= 30_000, "{} bytes", tile.png.len());
        for part in ["订单", "TC20261128", "手机"] {
            assert!(!tile.png.windows(part.len()).any(|bytes| bytes == part.as_bytes()));
        }
        let picture = pixel::image::load_from_memory(&tile.png).unwrap().into_luma8();
        assert_eq!(picture.dimensions(), (tile.width * 2, tile.height * 2));
        assert!(picture.pixels().any(|p| (p.0[0] < 90) != is_dark), "something is written");
        assert_eq!(watermark::read(&picture).map(|mark| mark.id), Some(n));
    }
}

#[test]
fn a_message_of_one_line_carries_its_number_too() {
    let painter = painter();
    for (n, (text, width, is_dark)) in
        [("请问什么时候发货？", 480, false), ("好的", 320, true), ("ok", 560, false)].into_iter().enumerate()
    {
        for scale in [1, 2, 3] {
            let mark = 0x0bad_cafe ^ (n as u32) << 20;
            let tile = painter.draw(text, Look { width, scale, is_dark, mark });
            assert!(tile.height <= 72, "still a line: {}", tile.height);
            let picture = pixel::image::load_from_memory(&tile.png).unwrap().into_luma8();
            assert_eq!(watermark::read(&picture).map(|mark| mark.id), Some(mark), "{text} at {width}, scale {scale}");
        }
    }
}

#[test]
fn a_screen_with_several_messages_names_its_session() {
    let painter = painter();
    let look = Look { width: 480, scale: 1, is_dark: false, mark: 0xfeed_f00d };
    let texts = ["请问我昨天下的订单什么时候发货？", "好的", SAID, "谢谢"];
    let tiles = texts.map(|text| pixel::image::load_from_memory(&painter.draw(text, look).png).unwrap().into_luma8());
    let mut screen = pixel::image::GrayImage::from_pixel(1000, 460, pixel::image::Luma([255]));
    let mut y = 13;
    for tile in &tiles {
        pixel::image::imageops::replace(&mut screen, tile, 301, y);
        y += i64::from(tile.height()) + 29;
    }
    assert!(y < 460, "all fit: {y}");
    assert_eq!(watermark::read(&screen).map(|mark| mark.id), Some(look.mark));
}

#[test]
fn a_place_tells_what_stands_there() {
    let painter = painter();
    let mut seen = std::collections::BTreeSet::new();
    for y in 0..120 {
        for x in 0..420 {
            seen.extend(painter.at(SAID, look(1), x as f32, y as f32));
        }
    }
    assert!(["〔手机·1〕", "TC20261128", "address?"].iter().all(|word| seen.contains(word)), "{seen:?}");
    assert_eq!(painter.at(SAID, look(1), -5.0, 10.0), None);
    assert_eq!(painter.at(SAID, look(1), 10.0, 5000.0), None);
}

#[test]
fn long_words_break_and_empty_text_has_a_line() {
    let painter = painter();
    let long = painter.draw(&"x".repeat(500), look(1));
    assert!(long.height > 100);
    assert!(painter.draw("", look(1)).height > 20);
    assert!(Painter::new(vec![1, 2, 3]).is_none());
}
