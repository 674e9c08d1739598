//! The dialects of GIFT, Aiken, Moodle XML and QTI, each in a few lines made up for it.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests say what they expect")]

#[path = "support/reading.rs"]
mod support;

use bank::import::{Format, Imported, detect, read};
use bank::{Limits, SourceItem};
use exam::item::{Kind, Part, PartKey};
use support::{brief, reading};

fn import(format: Format, text: &str) -> Imported {
    let limits = Limits::default();
    read(format, "made", text.as_bytes(), reading(&limits))
        .unwrap_or_else(|refused| panic!("{refused}\n{text}"))
}

fn refused(format: Format, text: &str) -> Vec<String> {
    let limits = Limits::default();
    brief(&read(format, "made", text.as_bytes(), reading(&limits)).unwrap_err().findings)
}

/// A question in short: its words, then its options with a star at what is right, or its accepted answers.
fn short(item: &SourceItem) -> String {
    let mut out = String::new();
    for part in &item.item.body {
        match part {
            Part::Text(text) => out.push_str(&text.for_reader("en").words().replace('\n', " / ")),
            Part::Interaction(one) => match (&one.kind, item.key.parts.get(&one.id)) {
                (Kind::Choice { options, max, .. }, key) => {
                    out.push_str(if *max == 1 { " [" } else { " {" });
                    for option in options {
                        let right = matches!(key, Some(PartKey::Choice { accepted }) if accepted.iter().any(|set| set.contains(&option.id)));
                        out.push_str(&format!(
                            " {}{}",
                            if right { "*" } else { "" },
                            option.text.for_reader("en").words()
                        ));
                    }
                    out.push_str(" ]");
                }
                (Kind::TextEntry { .. }, Some(PartKey::Text { accepted, .. })) => {
                    out.push_str(&format!(" = {}", accepted.join(" | ")));
                }
                (Kind::TextEntry { .. }, _) => out.push_str(" = ?"),
            },
        }
    }
    out
}

fn shorts(imported: &Imported) -> Vec<String> {
    imported.bank.items.iter().map(|item| format!("{}: {}", item.item.id, short(item))).collect()
}

#[test]
fn gift_has_its_kinds() {
    let imported = import(
        Format::Gift,
        "$CATEGORY: $course$/top/Rivers\n\n// a comment\n::Longest::Which is longest?{~Elbe =Nile ~Rhine#short}\n\n\
         Two of these are blue. {\n  ~%50%sky\n\n  ~%50%sea # yes\n  ~%-100%grass\n}\n\nIt is {=wet =\\=wet\\}} here.\n\n\
         [html]<b>Bold</b> &lt;x&gt;{T}\n\nNo.{FALSE#wrong#right####because}\n\n::Longest::Again?{=%100%a =%50%b}\n",
    );
    assert_eq!(
        shorts(&imported),
        [
            "Longest: Which is longest? [ Elbe *Nile Rhine ]",
            "question-2: Two of these are blue. { *sky *sea grass ]",
            "question-3: It is _____ here. = wet | =wet}",
            "question-4: Bold <x> [ *True False ]",
            "question-5: No. [ True *False ]",
            "Longest-2: Again? = a",
        ]
    );
    assert_eq!(imported.bank.items[0].competencies[0].as_str(), "Rivers");
    assert_eq!(
        brief(imported.bank.report()),
        ["6 question-2 partial-credit", "19 Longest-2 id-replaced", "19 Longest-2 partial-credit"]
    );
    let said = |at: usize| imported.bank.items[at].key.explanation.as_ref().unwrap().for_reader("en").words();
    assert_eq!(said(0), "- Rhine: short");
    assert_eq!(said(4), "because\n\nwrong\n\nright".replace("\n\n", "\n"));
}

#[test]
fn gift_that_is_wrong_is_marked_and_kept() {
    let imported = import(
        Format::Gift,
        "Never closed {=a\n\nNext {=b}\n\nNothing marked {a b}\n\n{~a ~b}\n\nMatch {=a -> 1 =b -> 2}\n\nNumber {#3:1}\n\nOnly a text.\n\nWild {=a*}\n\nShare {=%x%a}\n",
    );
    assert_eq!(
        brief(imported.bank.report()),
        [
            "1 question-1 unclosed",
            "5 question-3 unknown-type",
            "5 question-3 no-accepted-answer",
            "7 question-4 empty-text",
            "7 question-4 no-correct-option",
            "9 question-5 unsupported",
            "11 question-6 unsupported",
            "13 question-7 not-a-question",
            "15 question-8 unsupported",
            "17 question-9 marks-not-positive",
            "17 question-9 no-accepted-answer",
        ]
    );
    assert_eq!(imported.bank.items.len(), 8, "the text is shared material");
    assert_eq!(imported.bank.stimuli.len(), 1);
    assert_eq!(imported.unsupported().into_keys().collect::<Vec<_>>(), ["matching", "numerical", "wildcard"]);
    assert_eq!(refused(Format::Gift, "// nothing\n"), ["1 not-an-exam"]);
}

#[test]
fn aiken_is_read_and_its_mistakes_are_named() {
    let imported = import(
        Format::Aiken,
        "Which?\nA) one\nB. two\ncontinued\nANSWER: B\n\nFew\nA) only\nANSWER: A\n\nOpen\nA) x\nB) y\n\nU.S. law was\nwhose?\nA)x\nB)y\nanswer: C\n",
    );
    assert_eq!(
        shorts(&imported),
        [
            "question-1: Which? [ one *two continued ]",
            "question-2: Few [ *only ]",
            "question-3: Open [ x y ]",
            "question-4: U.S. law was / whose? [ x y ]",
        ]
    );
    assert!(brief(imported.bank.report()).contains(&"11 question-3 unclosed".to_owned()));
    assert!(brief(imported.bank.report()).contains(&"19 question-4 answer-unknown".to_owned()));
}

const MOODLE: &str = r#"<?xml version="1.0"?>
<quiz>
 <question type="category"><category><text>$course$/Top/Nets</text></category></question>
 <question type="multichoice"><name><text>M 1</text></name>
  <questiontext format="html"><text><![CDATA[<p>Which <code>&lt;x&gt;</code>?</p><img src="@@PLUGINFILE@@/a%20b.png" alt="A">]]></text>
   <file name="a b.png" path="/" encoding="base64">iVBORw0KGgo=</file></questiontext>
  <generalfeedback format="html"><text>G</text></generalfeedback>
  <defaultgrade>2.0000000</defaultgrade><penalty>0.3</penalty><single>true</single><shuffleanswers>false</shuffleanswers>
  <answer fraction="100"><text>a</text><feedback><text>good</text></feedback></answer>
  <answer fraction="50"><text>b</text></answer>
 </question>
 <question type="truefalse"><name><text>T</text></name><questiontext><text>t</text></questiontext>
  <answer fraction="0"><text>true</text></answer><answer fraction="100"><text>false</text></answer></question>
 <question type="shortanswer"><name><text>S</text></name><questiontext><text>s</text></questiontext><usecase>1</usecase>
  <answer fraction="100"><text>Yes</text></answer></question>
 <question type="matching"><name><text>X</text></name><questiontext><text>x</text></questiontext>
  <subquestion><text>l</text><answer><text>r</text></answer></subquestion></question>
 <question type="ddmarker"><name><text>Y</text></name><questiontext><text>y</text></questiontext></question>
</quiz>"#;

#[test]
fn moodle_xml_has_its_kinds_and_its_pictures() {
    let imported = import(Format::Moodle, MOODLE);
    assert_eq!(
        shorts(&imported),
        [
            "M-1: Which <x>? / A [ *a b ]",
            "T: t [ True *False ]",
            "S: s = Yes",
            "X: x / - l / - r = ?",
            "Y: y = ?"
        ]
    );
    assert_eq!(imported.pictures.keys().collect::<Vec<_>>(), ["media/M-1/a-b.png"]);
    assert_eq!(imported.bank.items[0].points, Some(exam::Points::whole(2)));
    assert_eq!(imported.bank.items[0].competencies[0].as_str(), "Nets");
    assert_eq!(
        brief(imported.bank.report()),
        ["4 M-1 partial-credit", "8 M-1 left-out", "16 X unsupported", "18 Y unsupported"]
    );
    assert_eq!(refused(Format::Moodle, "<quiz></quiz>"), ["1 not-an-exam"]);
    assert_eq!(refused(Format::Moodle, "<!DOCTYPE quiz><quiz/>"), ["1 unreadable-file"]);
    assert_eq!(refused(Format::Moodle, "<a/>"), ["1 not-an-exam"]);
}

const ITEM: &str = r#"<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i1" title="t" adaptive="false" timeDependent="false">
<responseDeclaration identifier="R" cardinality="multiple" baseType="identifier"/>
<responseDeclaration identifier="T" cardinality="single" baseType="string"><correctResponse><value>York</value></correctResponse></responseDeclaration>
<itemBody><p>Fill <textEntryInteraction responseIdentifier="T"/> in.</p>
<choiceInteraction responseIdentifier="R" maxChoices="0"><prompt>Which?</prompt>
<simpleChoice identifier="A">a</simpleChoice><simpleChoice identifier="B">b</simpleChoice><simpleChoice identifier="C">c</simpleChoice></choiceInteraction></itemBody>
<responseProcessing><responseCondition><responseIf><match><variable identifier="R"/><multiple><baseValue baseType="identifier">A</baseValue><baseValue baseType="identifier">B</baseValue></multiple></match><setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf>
<responseElseIf><match><variable identifier="R"/><multiple><baseValue baseType="identifier">C</baseValue></multiple></match><setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseElseIf></responseCondition>
<responseCondition><responseIf><match><variable identifier="T"/><correct identifier="T"/></match><setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>
</assessmentItem>"#;

#[test]
fn qti_conditions_give_several_right_answers() {
    let imported = import(Format::Qti, ITEM);
    assert_eq!(shorts(&imported), ["i1: Fill _____ in. = York { *a *b *c ]"]);
    let key = &imported.bank.items[0].key.parts;
    let sets = key
        .values()
        .find_map(|key| if let PartKey::Choice { accepted } = key { Some(accepted.len()) } else { None });
    assert_eq!(sets, Some(2));
    assert_eq!(brief(imported.bank.report()), Vec::<String>::new());
    let back = support::source(&bank::write_source(&imported)).unwrap();
    assert!(support::placeless(back) == support::placeless(imported.bank));
}

#[test]
fn formats_are_told_apart() {
    for (name, text, format) in [
        ("x", MOODLE, Some(Format::Moodle)),
        ("x", ITEM, Some(Format::Qti)),
        ("x", "<qti-assessment-item/>", Some(Format::Qti)),
        ("x", "<questestinterop/>", None),
        ("x", "Which?\nA) a\nB) b\nANSWER: A\n", Some(Format::Aiken)),
        ("x", "Which {=a ~b}\n", Some(Format::Gift)),
        ("x.gift", "Which", Some(Format::Gift)),
        ("x", "---\ntitle: x\n---\n", Some(Format::Academy)),
        ("x", "PK\u{3}\u{4}", Some(Format::Qti)),
        ("x", "prose {with braces}", None),
        ("x", "", None),
    ] {
        assert_eq!(detect(name, text.as_bytes()), format, "{text}");
    }
}
