//! How much is too much, as data.

/// The largest of everything a reader takes. Each is tested at its edge and one past it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub file_bytes: usize,
    /// Items of one bank.
    pub items: usize,
    /// Options of one choice.
    pub options: usize,
    /// Interactions of one item. Never more than [`Limits::INTERACTIONS`].
    pub interactions: usize,
    /// Texts and interactions together in one item's body.
    pub parts: usize,
    /// Characters of one text in one language.
    pub text_chars: usize,
    /// How deep quotations, lists and emphasis may stand in each other.
    pub text_depth: usize,
    /// Languages of one text.
    pub languages: usize,
    /// Accepted answers of one short text.
    pub accepted: usize,
    /// Characters a short text may allow a candidate.
    pub answer_chars: u32,
    /// Competencies of one bank, and of one item.
    pub competencies: usize,
    /// Shared materials of one bank.
    pub stimuli: usize,
    /// Things to read of one competency.
    pub reading: usize,
    /// Pages of reference of one bank.
    pub references: usize,
    /// Bytes of one picture.
    pub media_bytes: u64,
    /// Bytes of all pictures of one bank.
    pub media_total_bytes: u64,
    /// How deep lists and mappings may stand in each other in a file.
    pub yaml_depth: usize,
    /// Lists, mappings and values in a file.
    pub yaml_nodes: usize,
    /// How deep elements may stand in each other in an XML file.
    pub xml_depth: usize,
    /// Elements, comments and texts of an XML file.
    pub xml_nodes: usize,
    /// Attributes of one element.
    pub xml_attributes: usize,
    /// Prefixes an XML file may declare.
    pub xml_namespaces: usize,
    /// Bytes of an archive as it comes.
    pub archive_bytes: usize,
    /// Entries of an archive.
    pub archive_entries: usize,
    /// Bytes one entry may unpack to.
    pub archive_entry_bytes: u64,
    /// Bytes all entries together may unpack to.
    pub archive_total_bytes: u64,
    /// How many times its packed size an entry may unpack to...
    pub archive_ratio: u64,
    /// ...from this many bytes on: small files of spaces are harmless.
    pub archive_ratio_from: u64,
    /// Folders in folders of an archive.
    pub archive_depth: usize,
    /// Files of a folder that is imported as a whole.
    pub tree_files: usize,
    /// Tracks, tiers, certifications and exams of a programme, each.
    pub programme_entries: usize,
}

impl Limits {
    /// The frozen draw orders the options of 64 interactions per item and no more.
    pub const INTERACTIONS: usize = 64;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 8 * 1024 * 1024,
            items: 5_000,
            options: 40,
            interactions: Self::INTERACTIONS,
            parts: 130,
            text_chars: 20_000,
            text_depth: 16,
            languages: 40,
            accepted: 100,
            answer_chars: 10_000,
            competencies: 200,
            stimuli: 1_000,
            reading: 20,
            references: 50,
            media_bytes: 2 * 1024 * 1024,
            media_total_bytes: 64 * 1024 * 1024,
            yaml_depth: 16,
            yaml_nodes: 500_000,
            xml_depth: 64,
            xml_nodes: 400_000,
            xml_attributes: 100,
            xml_namespaces: 2_000,
            archive_bytes: 128 * 1024 * 1024,
            archive_entries: 10_000,
            archive_entry_bytes: 64 * 1024 * 1024,
            archive_total_bytes: 512 * 1024 * 1024,
            archive_ratio: 200,
            archive_ratio_from: 1024 * 1024,
            archive_depth: 16,
            tree_files: 10_000,
            programme_entries: 200,
        }
    }
}
