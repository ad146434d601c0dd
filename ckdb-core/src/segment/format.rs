//! Which table it is, told by the names of its columns; and where each table keeps what.

use super::cell::Unit;
use super::error::SegmentError;

/// A table that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentFormat {
    /// CNVkit segments.
    Cnvkit,
    /// PURPLE's smoothed copy numbers.
    Purple,
    /// PURPLE's segments before smoothing.
    PurpleSegment,
    /// PURPLE's genes.
    PurpleGene,
    /// Major and minor copies: ASCAT, Battenberg, PCGR.
    MajorMinor,
    /// FACETS.
    Facets,
    /// Sequenza.
    Sequenza,
    /// GATK's called segments.
    Gatk,
    /// DNAcopy, IGV, GISTIC.
    Seg,
    /// One call a row for a gene of a sample.
    GeneCalls,
    /// One column of calls a sample.
    GeneCallMatrix,
    /// Our plain table of segments.
    Plain,
    /// Our plain table of genes.
    PlainGene,
}

impl SegmentFormat {
    /// Its name, for people.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cnvkit => "CNVkit segments",
            Self::Purple => "PURPLE copy numbers",
            Self::PurpleSegment => "PURPLE segments before smoothing",
            Self::PurpleGene => "PURPLE gene copy numbers",
            Self::MajorMinor => "major and minor copies (ASCAT, Battenberg, PCGR)",
            Self::Facets => "FACETS segments",
            Self::Sequenza => "Sequenza segments",
            Self::Gatk => "GATK called segments",
            Self::Seg => "DNAcopy/IGV/GISTIC segments (.seg)",
            Self::GeneCalls | Self::GeneCallMatrix => "GISTIC calls of genes",
            Self::Plain => "plain segments",
            Self::PlainGene => "plain genes",
        }
    }
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Columns of contig, start, end; `half_open` where the start is 0-based.
    Stretch { contig: usize, start: usize, end: usize, half_open: bool },
    /// Column of the gene's symbol.
    Gene(usize),
}

/// How the rows of a table are to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) format: SegmentFormat,
    pub(super) place: Place,
    /// Column of the sample's name.
    pub(super) sample: Option<usize>,
    /// Columns with values. A gene table with two values of one unit states the least and the most.
    pub(super) values: Vec<(Unit, usize)>,
    /// Column that says what the normal sample is, and the one that counts its windows (PURPLE).
    pub(super) normal: Option<(usize, Option<usize>)>,
}

/// The layout behind a header line. `wanted` is the sample asked for, which a matrix needs already here.
pub(super) fn layout(header: &[&str], wanted: Option<&str>) -> Result<Layout, SegmentError> {
    let names: Vec<String> = header.iter().map(|name| name.trim_matches(|c| c == '"' || c == '#' || c == ' ').to_owned()).collect();
    let column = |wanted: &str| names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
    let any = |wanted: &[&str]| wanted.iter().find_map(|name| column(name));
    let has = |wanted: &str| column(wanted).is_some();
    let unknown = || SegmentError::UnknownColumns { found: names.join(" ").chars().take(120).collect() };
    let stretch = |half_open| {
        Some(Place::Stretch {
            contig: any(&["chromosome", "chrom", "chr", "contig"])?,
            start: any(&["start", "loc.start", "start.pos", "startpos"])?,
            end: any(&["end", "loc.end", "end.pos", "endpos"])?,
            half_open,
        })
    };
    let sample = any(&["ID", "sample", "sample_id", "GDC_Aliquot", "Tumor_Sample_Barcode"]);
    let made = |format, place: Option<Place>, values: &[(Unit, &str)]| {
        let values: Vec<(Unit, usize)> = values.iter().filter_map(|(unit, name)| Some((*unit, column(name)?))).collect();
        Ok(Layout { format, place: place.ok_or_else(unknown)?, sample: None, values, normal: None })
    };
    if has("minCopyNumber") && has("maxCopyNumber") {
        let values = [
            (Unit::Copies, "minCopyNumber"),
            (Unit::Copies, "maxCopyNumber"),
            (Unit::Minor, "minMinorAlleleCopyNumber"),
            (Unit::Minor, "minMinorAllelePloidy"),
        ];
        return made(SegmentFormat::PurpleGene, column("gene").map(Place::Gene), &values);
    }
    if has("tumorCopyNumber") && has("germlineStatus") {
        let values = [(Unit::Copies, "tumorCopyNumber"), (Unit::Minor, "minorAlleleCopyNumber")];
        let mut layout = made(SegmentFormat::PurpleSegment, stretch(false), &values)?;
        layout.normal = column("germlineStatus").map(|status| (status, column("depthWindowCount")));
        return Ok(layout);
    }
    if has("copyNumber") && (has("segmentStartSupport") || has("bafCount")) {
        let values = [(Unit::Copies, "copyNumber"), (Unit::Minor, "minorAlleleCopyNumber"), (Unit::Minor, "minorAllelePloidy")];
        return made(SegmentFormat::Purple, stretch(false), &values);
    }
    if has("nMajor") && has("nMinor") {
        let layout = made(SegmentFormat::MajorMinor, stretch(false), &[(Unit::Major, "nMajor"), (Unit::Minor, "nMinor")])?;
        return Ok(Layout { sample, ..layout });
    }
    if has("tcn.em") {
        return made(SegmentFormat::Facets, stretch(false), &[(Unit::Copies, "tcn.em"), (Unit::Minor, "lcn.em")]);
    }
    if has("CNt") {
        return made(SegmentFormat::Sequenza, stretch(false), &[(Unit::Copies, "CNt"), (Unit::Minor, "B")]);
    }
    if has("MEAN_LOG2_COPY_RATIO") {
        return made(SegmentFormat::Gatk, stretch(false), &[(Unit::Log2, "MEAN_LOG2_COPY_RATIO"), (Unit::Sign, "CALL")]);
    }
    if let Some(mean) = any(&["seg.mean", "segment_mean", "segmean"]) {
        let layout = made(SegmentFormat::Seg, stretch(false), &[])?;
        return Ok(Layout { sample, values: vec![(Unit::Log2, mean)], ..layout });
    }
    if has("log2") && has("gene") && stretch(true).is_some() {
        if !has("probes") {
            return Err(SegmentError::Bins);
        }
        return made(SegmentFormat::Cnvkit, stretch(true), &[(Unit::Log2, "log2"), (Unit::Copies, "cn"), (Unit::Minor, "cn2")]);
    }
    if let Some(call) = any(&["Copy_Number_Alteration"]) {
        let layout = made(SegmentFormat::GeneCalls, any(&["Hugo_Symbol"]).map(Place::Gene), &[])?;
        return Ok(Layout { sample, values: vec![(Unit::Call, call)], ..layout });
    }
    if let Some(gene) = any(&["Gene Symbol", "Hugo_Symbol"]).filter(|_| any(&["Locus ID", "Entrez_Gene_Id"]).is_some()) {
        return matrix(&names, gene, wanted);
    }
    let plain = [
        (Unit::Copies, "copies"),
        (Unit::Minor, "minor_copies"),
        (Unit::FoldChange, "fold_change"),
        (Unit::Log2, "log2"),
        (Unit::Call, "call"),
    ];
    let layout = match stretch(false) {
        Some(place) => made(SegmentFormat::Plain, Some(place), &plain)?,
        None => made(SegmentFormat::PlainGene, column("gene").map(Place::Gene), &plain)?,
    };
    let states_copies = layout.values.iter().any(|(unit, _)| *unit != Unit::Minor);
    if states_copies { Ok(Layout { sample, ..layout }) } else { Err(unknown()) }
}

/// Genes down, samples across.
fn matrix(names: &[String], gene: usize, wanted: Option<&str>) -> Result<Layout, SegmentError> {
    let is_label = |name: &str| {
        ["gene symbol", "hugo_symbol", "locus id", "entrez_gene_id", "cytoband"].contains(&&*name.to_ascii_lowercase())
    };
    let samples: Vec<(usize, &String)> = names.iter().enumerate().filter(|(_, name)| !is_label(name)).collect();
    let listed = || samples.iter().take(10).map(|(_, name)| (*name).clone()).collect();
    let chosen = match (wanted, &samples[..]) {
        (_, []) => return Err(SegmentError::UnknownColumns { found: names.join(" ").chars().take(120).collect() }),
        (Some(wanted), _) if samples.iter().any(|(_, name)| *name == wanted) => {
            samples.iter().find(|(_, name)| *name == wanted).map_or(0, |(column, _)| *column)
        }
        (_, [(column, _)]) => *column,
        (Some(wanted), _) => return Err(SegmentError::NoSuchSample { wanted: wanted.to_owned(), samples: listed() }),
        (None, _) => return Err(SegmentError::SeveralSamples { samples: listed() }),
    };
    let values = vec![(Unit::Call, chosen)];
    Ok(Layout { format: SegmentFormat::GeneCallMatrix, place: Place::Gene(gene), sample: None, values, normal: None })
}
