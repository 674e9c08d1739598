//! A QTI 3.0 package: a manifest, a test, an item each, shared material and pictures.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use exam::Slug;
use exam::item::{Interaction, Kind, Part, PartKey};
use exam::text::Text;
use zip::write::SimpleFileOptions;

use super::xhtml::{Writer, escaped};
use super::{Exported, Losses};
use crate::draft::{DraftItem, DraftKind};
use crate::import::Imported;
use crate::model::SourceItem;

const NAMESPACE: &str = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0";
const TEMPLATES: &str = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates";

/// Writes a bank as a package. The same bank makes the same bytes.
pub fn qti3(imported: &Imported) -> Exported {
    let (bank, draft) = (&imported.bank, &imported.draft);
    let mut losses = Losses::new(imported, "QTI 3");
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let pictures: BTreeMap<_, _> =
        bank.media.iter().map(|(digest, media)| (*digest, format!("../{}", media.path))).collect();
    for media in bank.media.values() {
        files.insert(media.path.clone(), media.bytes.clone());
    }
    if !draft.competencies.is_empty() {
        losses.say(None, "competencies");
    }
    let lang = &bank.language;
    let words = |text: &Text, writer: &mut Writer<'_>| writer.variant(text.for_reader(lang));
    for (id, text) in &bank.stimuli {
        let mut writer = Writer { pictures: &pictures, math: 0 };
        let body = words(text, &mut writer);
        let xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<qti-assessment-stimulus xmlns=\"{NAMESPACE}\" \
             identifier=\"{}\" title=\"{}\" xml:lang=\"{}\"><qti-stimulus-body>{body}</qti-stimulus-body>\
             </qti-assessment-stimulus>\n",
            identifier(id),
            escaped(id.as_str()),
            escaped(lang),
        );
        files.insert(format!("stimuli/{id}.xml"), xml.into_bytes());
    }
    for (item, own) in bank.items.iter().zip(&draft.items) {
        losses.about(own, &["points", "stimulus"]);
        let mut writer = Writer { pictures: &pictures, math: 0 };
        let xml = Item { item, own, lang, writer: &mut writer, losses: &mut losses }.write();
        if writer.math > 0 {
            losses.say(Some(own), "mathematics");
        }
        files.insert(format!("items/{}.xml", own.id), xml.into_bytes());
    }
    files.insert("assessment-test.xml".to_owned(), test(imported).into_bytes());
    files.insert("imsmanifest.xml".to_owned(), manifest(imported, &files).into_bytes());
    Exported { bytes: archive(&files), lost: losses.done() }
}

/// QTI's identifiers begin with a letter or `_`.
fn identifier(id: &Slug) -> String {
    let plain = id.as_str().starts_with(|c: char| c.is_ascii_alphabetic());
    if plain { id.to_string() } else { format!("_{id}") }
}

struct Item<'a, 'w> {
    item: &'a SourceItem,
    own: &'a DraftItem,
    lang: &'a str,
    writer: &'a mut Writer<'w>,
    losses: &'a mut Losses,
}

impl Item<'_, '_> {
    fn write(&mut self) -> String {
        let several = self.item.item.interactions().count() > 1;
        let (mut declared, mut body, mut rules) = (String::new(), String::new(), String::new());
        let mut template = "match_correct";
        let mut plain = true;
        for part in &self.item.item.body {
            match part {
                Part::Text(text) => body.push_str(&self.writer.variant(text.for_reader(self.lang))),
                Part::Interaction(one) => {
                    if one.weight != 1 {
                        self.losses.say(Some(self.own), "weight");
                    }
                    let response = if several { identifier(&one.id) } else { "RESPONSE".to_owned() };
                    let key = self.item.key.parts.get(&one.id);
                    match (&one.kind, key) {
                        (Kind::Choice { .. }, Some(PartKey::Choice { accepted })) if accepted.len() > 1 => {
                            plain = false
                        }
                        (Kind::TextEntry { .. }, _) => template = "map_response",
                        _ => {}
                    }
                    declared.push_str(&declaration(&response, one, key));
                    rules.push_str(&scored(&response, one, key));
                    body.push_str(&self.interaction(&response, one));
                }
            }
        }
        let processing = if several || !plain {
            format!("<qti-response-processing>{rules}</qti-response-processing>")
        } else {
            format!("<qti-response-processing template=\"{TEMPLATES}/{template}\"/>")
        };
        let worth = self.item.points.map_or_else(String::new, |points| {
            format!(
                "<qti-outcome-declaration identifier=\"MAXSCORE\" cardinality=\"single\" base-type=\"float\">\
                 <qti-default-value><qti-value>{points}</qti-value></qti-default-value></qti-outcome-declaration>\n"
            )
        });
        let (mut feedback, mut outcome) = (String::new(), "");
        if let Some(text) = &self.item.key.explanation {
            outcome = "<qti-outcome-declaration identifier=\"FEEDBACK\" cardinality=\"single\" base-type=\"identifier\">\
                       <qti-default-value><qti-value>explanation</qti-value></qti-default-value>\
                       </qti-outcome-declaration>\n";
            feedback = format!(
                "<qti-modal-feedback outcome-identifier=\"FEEDBACK\" show-hide=\"show\" identifier=\"explanation\">\
                 <qti-content-body>{}</qti-content-body></qti-modal-feedback>\n",
                self.writer.variant(text.for_reader(self.lang))
            );
        }
        let stimulus = self.item.item.stimulus.as_ref().map_or_else(String::new, |id| {
            format!(
                "<qti-assessment-stimulus-ref identifier=\"{}\" href=\"../stimuli/{id}.xml\" title=\"{id}\"/>\n",
                identifier(id)
            )
        });
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<qti-assessment-item xmlns=\"{NAMESPACE}\" identifier=\"{}\" \
             title=\"{}\" adaptive=\"false\" time-dependent=\"false\" xml:lang=\"{}\">\n{declared}\
             <qti-outcome-declaration identifier=\"SCORE\" cardinality=\"single\" base-type=\"float\"/>\n{worth}{outcome}\
             {stimulus}<qti-item-body>{body}</qti-item-body>\n{processing}\n{feedback}</qti-assessment-item>\n",
            identifier(&self.item.item.id),
            self.item.item.id,
            escaped(self.lang),
        )
    }

    fn interaction(&mut self, response: &str, one: &Interaction) -> String {
        let prompt = one.prompt.as_ref().map(|text| self.writer.variant(text.for_reader(self.lang)));
        match &one.kind {
            Kind::Choice { options, max, shuffle, .. } => {
                let prompt =
                    prompt.map_or_else(String::new, |text| format!("<qti-prompt>{text}</qti-prompt>"));
                let options: String = options
                    .iter()
                    .map(|option| {
                        let text = self.writer.option(option.text.for_reader(self.lang));
                        format!(
                            "<qti-simple-choice identifier=\"{}\">{text}</qti-simple-choice>",
                            identifier(&option.id)
                        )
                    })
                    .collect();
                let most = if *max == 1 { 1 } else { 0 };
                format!(
                    "<qti-choice-interaction response-identifier=\"{response}\" max-choices=\"{most}\" \
                     shuffle=\"{shuffle}\">{prompt}{options}</qti-choice-interaction>"
                )
            }
            Kind::TextEntry { max_chars } => {
                let essay = self
                    .own
                    .interactions()
                    .any(|own| own.id == one.id && matches!(own.kind, DraftKind::Essay { .. }));
                if essay {
                    let prompt =
                        prompt.map_or_else(String::new, |text| format!("<qti-prompt>{text}</qti-prompt>"));
                    return format!(
                        "<qti-extended-text-interaction response-identifier=\"{response}\">{prompt}\
                         </qti-extended-text-interaction>"
                    );
                }
                if prompt.is_some() {
                    self.losses.say(Some(self.own), "prompt");
                }
                format!(
                    "{}<p><qti-text-entry-interaction response-identifier=\"{response}\" \
                     expected-length=\"{max_chars}\"/></p>",
                    prompt.unwrap_or_default()
                )
            }
        }
    }
}

fn declaration(response: &str, one: &Interaction, key: Option<&PartKey>) -> String {
    let (cardinality, base) = match &one.kind {
        Kind::Choice { max: 1, .. } => ("single", "identifier"),
        Kind::Choice { .. } => ("multiple", "identifier"),
        Kind::TextEntry { .. } => ("single", "string"),
    };
    let value = |text: &str| format!("<qti-value>{}</qti-value>", escaped(text));
    let said = match key {
        Some(PartKey::Choice { accepted }) => {
            let first: String = accepted.iter().take(1).flatten().map(|id| value(&identifier(id))).collect();
            format!("<qti-correct-response>{first}</qti-correct-response>")
        }
        Some(PartKey::Text { accepted, case_sensitive, .. }) => {
            let first: String = accepted.iter().take(1).map(|text| value(text)).collect();
            let entry = |text: &String| {
                let key = escaped(text).replace('\n', " ");
                format!(
                    "<qti-map-entry map-key=\"{key}\" mapped-value=\"1\" case-sensitive=\"{case_sensitive}\"/>"
                )
            };
            let entries: String = accepted.iter().map(entry).collect();
            format!(
                "<qti-correct-response>{first}</qti-correct-response><qti-mapping default-value=\"0\">{entries}</qti-mapping>"
            )
        }
        None => String::new(),
    };
    format!(
        "<qti-response-declaration identifier=\"{response}\" cardinality=\"{cardinality}\" base-type=\"{base}\">{said}\
         </qti-response-declaration>\n"
    )
}

/// The conditions under which a response earns its mark.
fn scored(response: &str, one: &Interaction, key: Option<&PartKey>) -> String {
    let add = |what: &str| {
        format!(
            "<qti-set-outcome-value identifier=\"SCORE\"><qti-sum><qti-variable identifier=\"SCORE\"/>{what}</qti-sum>\
             </qti-set-outcome-value>"
        )
    };
    match (&one.kind, key) {
        (Kind::TextEntry { .. }, Some(_)) => add(&format!("<qti-map-response identifier=\"{response}\"/>")),
        (Kind::Choice { max, .. }, Some(PartKey::Choice { accepted })) => {
            let mut branches = String::new();
            for (index, set) in accepted.iter().enumerate() {
                let values: String = set
                    .iter()
                    .map(|id| {
                        format!(
                            "<qti-base-value base-type=\"identifier\">{}</qti-base-value>",
                            identifier(id)
                        )
                    })
                    .collect();
                let values =
                    if *max == 1 { values } else { format!("<qti-multiple>{values}</qti-multiple>") };
                let name = if index == 0 { "qti-response-if" } else { "qti-response-else-if" };
                let one = "<qti-base-value base-type=\"float\">1</qti-base-value>";
                branches.push_str(&format!(
                    "<{name}><qti-match><qti-variable identifier=\"{response}\"/>{values}</qti-match>{}</{name}>",
                    add(one)
                ));
            }
            format!("<qti-response-condition>{branches}</qti-response-condition>")
        }
        _ => String::new(),
    }
}

fn test(imported: &Imported) -> String {
    let bank = &imported.bank;
    let refs: String = bank
        .items
        .iter()
        .map(|item| {
            let id = &item.item.id;
            format!("<qti-assessment-item-ref identifier=\"{}\" href=\"items/{id}.xml\"/>\n", identifier(id))
        })
        .collect();
    let title = escaped(bank.title.for_reader(&bank.language).words().trim());
    let time = bank.hints.minutes.map_or_else(String::new, |minutes| {
        format!("<qti-time-limits max-time=\"{}\"/>\n", u64::from(minutes) * 60)
    });
    let select = bank
        .hints
        .draw
        .filter(|draw| (*draw as usize) <= bank.items.len())
        .map_or_else(String::new, |draw| format!("<qti-selection select=\"{draw}\"/>\n"));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<qti-assessment-test xmlns=\"{NAMESPACE}\" identifier=\"test\" \
         title=\"{title}\">\n{time}<qti-test-part identifier=\"part\" navigation-mode=\"nonlinear\" \
         submission-mode=\"simultaneous\">\n<qti-assessment-section identifier=\"section\" title=\"{title}\" \
         visible=\"true\">\n{select}{refs}</qti-assessment-section>\n</qti-test-part>\n</qti-assessment-test>\n"
    )
}

fn manifest(imported: &Imported, files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut resources = String::new();
    let mut add = |id: &str, kind: &str, href: &str| {
        let href = escaped(href);
        resources.push_str(&format!(
            "<resource identifier=\"{id}\" type=\"{kind}\" href=\"{href}\"><file href=\"{href}\"/></resource>\n"
        ));
    };
    add("test", "imsqti_test_xmlv3p0", "assessment-test.xml");
    for item in &imported.bank.items {
        add(&format!("item-{}", item.item.id), "imsqti_item_xmlv3p0", &format!("items/{}.xml", item.item.id));
    }
    let others = files.keys().filter(|path| !path.starts_with("items/") && *path != "assessment-test.xml");
    for (index, path) in others.enumerate() {
        let kind = if path.starts_with("stimuli/") { "imsqti_stimulus_xmlv3p0" } else { "webcontent" };
        add(&format!("file-{index}"), kind, path);
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest xmlns=\"http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1\" \
         identifier=\"manifest\">\n<metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>\n\
         <organizations/>\n<resources>\n{resources}</resources>\n</manifest>\n"
    )
}

fn archive(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    // The manifest comes first, as readers like it.
    let first = files.get_key_value("imsmanifest.xml");
    let rest = files.iter().filter(|(path, _)| *path != "imsmanifest.xml");
    for (path, bytes) in first.into_iter().chain(rest) {
        // Writing into memory fails only past four gigabytes, far beyond the limits of a bank.
        if zip.start_file(path.as_str(), options).is_ok() {
            let _ = zip.write_all(bytes);
        }
    }
    zip.finish().map(Cursor::into_inner).unwrap_or_default()
}
