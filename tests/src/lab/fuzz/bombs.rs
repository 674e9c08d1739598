//! Bombs: files that are small and ask for much, archives that lead outside, documents that name other files.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::doors::ITEM;
use crate::Outcome;
use crate::dice::Dice;

/// One of them, and the door it is shown to.
pub(super) struct Bomb {
    pub(super) door: &'static str,
    pub(super) what: String,
    pub(super) bytes: Vec<u8>,
}

/// A package with a manifest that names every file as an item.
pub(super) fn package(files: &[(&str, &str)]) -> Vec<u8> {
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    archive(&files, CompressionMethod::Deflated).unwrap_or_default()
}

fn archive(files: &[(&str, &[u8])], method: CompressionMethod) -> Outcome<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    let resources: String = files
        .iter()
        .map(|(name, _)| {
            format!(
                "<resource type=\"imsqti_item_xmlv3p0\" href=\"{name}\"><file href=\"{name}\"/></resource>"
            )
        })
        .collect();
    zip.start_file("imsmanifest.xml", options)?;
    zip.write_all(format!("<manifest><resources>{resources}</resources></manifest>").as_bytes())?;
    for (name, bytes) in files {
        zip.start_file(*name, options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// All bombs of a seed, in an order of their own: the same seed makes the same.
pub(super) fn all(seed: u64) -> Outcome<Vec<Bomb>> {
    let mut dice = Dice::seeded(seed, "bombs");
    let mut bombs = Vec::new();
    outside(&mut dice, &mut bombs)?;
    unpacking(&mut dice, &mut bombs)?;
    documents(&mut dice, &mut bombs);
    yaml(&mut dice, &mut bombs);
    texts(&mut dice, &mut bombs);
    objects(&mut dice, &mut bombs);
    Ok(bombs)
}

fn below(dice: &mut Dice, bound: u64) -> usize {
    usize::try_from(dice.below(bound)).unwrap_or(0)
}

/// Archives whose entries lead out of them.
fn outside(dice: &mut Dice, bombs: &mut Vec<Bomb>) -> Outcome<()> {
    let starts = [
        "../",
        "../../",
        "a/../../",
        "/",
        "//",
        "C:/",
        "C:\\",
        "..\\",
        "a\\..\\..\\",
        "./../",
        "a/./../../",
        "\\\\host\\",
        "file:/",
        "a/../",
        "./",
    ];
    let middles = [
        "",
        "etc/",
        "home/x/.ssh/",
        "..%2f",
        "%2e%2e/",
        "Windows/System32/",
        "a\u{0}b/",
        ".config/autostart/",
    ];
    for start in starts {
        for middle in middles {
            let name = format!("{start}{middle}{}.xml", dice.letters(5));
            let bytes =
                archive(&[("a.xml", ITEM.as_bytes()), (&name, ITEM.as_bytes())], CompressionMethod::Stored)?;
            bombs.push(Bomb { door: "qti package", what: format!("an archive with {name:?}"), bytes });
        }
    }
    for depth in 17..27 {
        let name = format!("{}x.xml", "d/".repeat(depth));
        let bytes = archive(&[(&name, ITEM.as_bytes())], CompressionMethod::Stored)?;
        bombs.push(Bomb { door: "qti package", what: format!("an archive {depth} folders deep"), bytes });
    }
    for target in ["/etc/passwd", "../../x", "a.xml", "."] {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.add_symlink("a.xml", target, SimpleFileOptions::default())?;
        bombs.push(Bomb {
            door: "qti package",
            what: format!("a link to {target}"),
            bytes: zip.finish()?.into_inner(),
        });
    }
    // A manifest that names files elsewhere: none of them is read, so there is nothing to import.
    for start in starts {
        let href = format!("{start}{}.xml", dice.letters(4));
        let text = format!(
            "<manifest><resources><resource type=\"imsqti_item_xmlv2p1\" href=\"{href}\"/></resources></manifest>"
        );
        bombs.push(Bomb {
            door: "qti",
            what: format!("a manifest that names {href:?}"),
            bytes: text.into_bytes(),
        });
        let text = format!(
            "<assessmentTest title=\"t\"><assessmentItemRef identifier=\"i\" href=\"{href}\"/></assessmentTest>"
        );
        bombs.push(Bomb {
            door: "qti",
            what: format!("a test that names {href:?}"),
            bytes: text.into_bytes(),
        });
    }
    Ok(())
}

/// Archives that unpack to far more than they are.
fn unpacking(dice: &mut Dice, bombs: &mut Vec<Bomb>) -> Outcome<()> {
    for number in 0..24 {
        let zeros = vec![b' '; 1_100_000 + below(dice, 4_000_000)];
        let name = format!("items/{}.xml", dice.letters(6));
        let bytes = archive(&[(&name, &zeros)], CompressionMethod::Deflated)?;
        bombs.push(Bomb {
            door: "qti package",
            what: format!("{} bytes of spaces in {}", zeros.len(), bytes.len()),
            bytes: bytes.clone(),
        });
        // The same, saying of itself that it is small: sizes in both headers are changed.
        let claimed = u32::try_from(zeros.len())?.to_le_bytes();
        let small = u32::try_from(1 + below(dice, 1_000))?.to_le_bytes();
        let mut lying = bytes;
        let mut at = 0;
        while let Some(found) =
            lying.get(at..).and_then(|rest| rest.windows(4).position(|four| four == claimed))
        {
            lying[at + found..at + found + 4].copy_from_slice(&small);
            at += found + 4;
        }
        bombs.push(Bomb { door: "qti package", what: format!("a lie about a size, {number}"), bytes: lying });
    }
    for _ in 0..2 {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..10_001 {
            zip.start_file(
                format!("{index}.xml"),
                SimpleFileOptions::default().compression_method(CompressionMethod::Stored),
            )?;
        }
        bombs.push(Bomb {
            door: "qti package",
            what: "10,001 entries".to_owned(),
            bytes: zip.finish()?.into_inner(),
        });
    }
    // Archives in archives in archives: nobody looks inside of them.
    for depth in 1..8 {
        let mut bytes = package(&[("a.xml", ITEM)]);
        for _ in 0..depth {
            bytes = archive(&[("inner.zip", &bytes)], CompressionMethod::Stored)?;
        }
        bombs.push(Bomb { door: "qti package", what: format!("{depth} archives in each other"), bytes });
    }
    for _ in 0..20 {
        // An end record that claims what is not there.
        let mut bytes = package(&[("a.xml", ITEM)]);
        let at = bytes.len() - 22;
        let claimed = u16::try_from(10_001 + below(dice, 50_000))?.to_le_bytes();
        bytes[at + 8..at + 10].copy_from_slice(&claimed);
        bytes[at + 10..at + 12].copy_from_slice(&claimed);
        bombs.push(Bomb {
            door: "qti package",
            what: "an end that claims too many entries".to_owned(),
            bytes,
        });
    }
    Ok(())
}

/// XML that declares, nests or repeats.
fn documents(dice: &mut Dice, bombs: &mut Vec<Bomb>) {
    let mut add = |what: &str, text: String| {
        for door in ["moodle", "qti"] {
            bombs.push(Bomb { door, what: what.to_owned(), bytes: text.clone().into_bytes() });
        }
    };
    for levels in 2..10 {
        let mut entities = String::from("<!ENTITY l0 'lol'>");
        for level in 1..=levels {
            entities.push_str(&format!("<!ENTITY l{level} '{}'>", format!("&l{};", level - 1).repeat(10)));
        }
        add("entities of entities", format!("<!DOCTYPE quiz [{entities}]><quiz>&l{levels};</quiz>"));
    }
    for address in ["file:///etc/passwd", "http://x.y/z", "/dev/zero", "\\\\h\\s"] {
        add("an outer entity", format!("<!DOCTYPE quiz [<!ENTITY x SYSTEM \"{address}\">]><quiz>&x;</quiz>"));
        add("an outer document type", format!("<!DOCTYPE quiz SYSTEM \"{address}\"><quiz/>"));
        add("a parameter entity", format!("<!DOCTYPE q [<!ENTITY % x SYSTEM \"{address}\"> %x;]><q/>"));
    }
    for _ in 0..12 {
        let depth = 65 + below(dice, 100_000);
        let name = dice.letters(1);
        add(
            "elements in elements",
            format!(
                "<quiz>{}{}</quiz>",
                format!("<{name}>").repeat(depth),
                format!("</{name}>").repeat(depth)
            ),
        );
    }
    for _ in 0..6 {
        let attributes: String = (0..101 + below(dice, 20_000)).map(|n| format!(" a{n}='1'")).collect();
        add("attributes", format!("<quiz{attributes}/>"));
        let prefixes: String = (0..100).map(|n| format!(" xmlns:p{n}='u{n}'")).collect();
        add("prefixes", format!("<quiz>{}</quiz>", format!("<a{prefixes}/>").repeat(30)));
    }
    add("elements", format!("<quiz>{}</quiz>", "<a/>".repeat(400_001)));
    add("an element without an end", format!("<quiz {}", "a=\"b\" ".repeat(50_000)));
    add("a comment without an end", format!("<quiz><!--{}", "-".repeat(500_000)));
}

/// YAML that refers to itself, nests or repeats.
fn yaml(dice: &mut Dice, bombs: &mut Vec<Bomb>) {
    let heads = [
        ("bank source", "invigil: bank/v0\ntitle: T\nuse: practice\nitems: "),
        ("programme", "invigil: programme/v0\ntitle: "),
        ("academy", "---\ntitle: T\nquestions: "),
        ("imported file", "invigil: imported/v0\nfrom: gift\norigin: x\nids: "),
    ];
    for (door, head) in heads {
        let mut add = |what: &str, tail: String| {
            bombs.push(Bomb { door, what: what.to_owned(), bytes: format!("{head}{tail}\n").into_bytes() })
        };
        for levels in 2..8 {
            let lists: String = (1..levels)
                .map(|level| {
                    format!("l{level}: &l{level} [{}]\n", vec![format!("*l{}", level - 1); 9].join(", "))
                })
                .collect();
            add("aliases of aliases", format!("x\nl0: &l0 [lol]\n{lists}"));
        }
        for _ in 0..5 {
            let depth = 20 + below(dice, 50_000);
            add("lists in lists", "[".repeat(depth));
            add("mappings in mappings", "{a: ".repeat(depth));
            add("dashes", format!("\n{}", "- ".repeat(depth)));
        }
        add("values", format!("[{}]", "a, ".repeat(600_000)));
        add("a merge key", "x\n<<: {a: b}\n".to_owned());
        add("a tag", "!!python/object/apply:os.system [x]".to_owned());
        add("documents", format!("x\n{}", "---\na\n".repeat(1_000)));
        add("more bytes than a file may have", format!("\"{}\"", "a".repeat(17 * 1024 * 1024)));
    }
}

/// Texts with more questions, or more bytes, than a bank may have.
fn texts(dice: &mut Dice, bombs: &mut Vec<Bomb>) {
    let mut add = |door, what: &str, text: String| {
        bombs.push(Bomb { door, what: what.to_owned(), bytes: text.into_bytes() })
    };
    add("gift", "questions", "a{=b}\n\n".repeat(5_001 + below(dice, 5_000)));
    add("aiken", "questions", "a\nA) b\nB) c\nANSWER: A\n\n".repeat(5_002 + below(dice, 2_000)));
    add("gift", "bytes", "a".repeat(8 * 1024 * 1024 + 1));
    add("aiken", "bytes", "a".repeat(8 * 1024 * 1024 + 1));
    add("gift", "options", format!("a{{{}}}", "~b ".repeat(41 + below(dice, 90_000))));
    add("aiken", "a text", format!("{}\nA) b\nB) c\nANSWER: A\n", "a".repeat(20_001)));
    add("gift", "a text", format!("{}{{=a}}", "a".repeat(20_001)));
    add("gift", "braces", format!("{}{{=a}}", "x ".repeat(11_000)));
    for zero in ["\u{0}", "a{=\u{0}}"] {
        add("gift", "a zero byte", zero.to_owned());
        add("aiken", "a zero byte", zero.to_owned());
    }
}

/// Signed objects, records and sealed banks that claim more than they are.
fn objects(dice: &mut Dice, bombs: &mut Vec<Bomb>) {
    let mut add = |door, what: &str, bytes: Vec<u8>| bombs.push(Bomb { door, what: what.to_owned(), bytes });
    add("signed object", "bytes", vec![b' '; 8 * 1024 * 1024 + 1]);
    for _ in 0..8 {
        let depth = 200 + below(dice, 200_000);
        add("signed object", "lists in lists", "[".repeat(depth).into_bytes());
        let many = vec!["{\"sig\":\"\"}"; 9 + below(dice, 50_000)].join(",");
        add(
            "signed object",
            "signatures",
            format!("{{\"payloadType\":\"x\",\"payload\":\"\",\"signatures\":[{many}]}}").into_bytes(),
        );
        let mut sealed = b"INVIGIL BANK v0\n".to_vec();
        sealed.extend(u32::try_from(0x4000_0000 + dice.below(0x4000_0000)).unwrap_or(u32::MAX).to_le_bytes());
        sealed.extend(vec![b'{'; below(dice, 2_000)]);
        add("sealed bank", "a part that claims a gigabyte", sealed);
        let mut record =
            u32::try_from(0x7000_0000 + dice.below(0x1000_0000)).unwrap_or(u32::MAX).to_le_bytes().to_vec();
        record.extend(vec![b'['; below(dice, 50_000)]);
        add("journal record", "a header that claims a gigabyte", record);
    }
    add("journal record", "bytes", vec![0; 64 * 1024 * 1024]);
}
