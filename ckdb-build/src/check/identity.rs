//! Who is who: identities, names and codes belong to one record.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Rule, rules};
use crate::record::{Header, Records, Spanned, shape};

pub(super) fn check(records: &Records, out: &mut Diagnostics) {
    identities("gene", records.genes.iter().map(|r| &r.header), out);
    identities("profile", records.profiles.iter().map(|r| &r.header), out);
    identities("disease", records.diseases.iter().map(|r| &r.header), out);
    identities("therapy", records.therapies.iter().map(|r| &r.header), out);
    identities("trial", records.trials.iter().map(|r| &r.header), out);
    identities("source", records.sources.iter().map(|r| &r.header), out);
    approval_identities(records, out);
    file_names(records, out);
    names(records, out);
    codes(records, out);
}

/// The file part of an approval's identity is one file; its numbers were compared when the file was read.
fn approval_identities(records: &Records, out: &mut Diagnostics) {
    let mut files: Vec<Header> = Vec::new();
    for approval in &records.approvals {
        let id = approval.file_and_number().0.to_owned();
        let place = Place::whole(approval.header.place.file);
        if !files.iter().any(|f| f.place == place) {
            files.push(Header { id, place, layer: approval.header.layer });
        }
    }
    identities("file of approvals", files.iter(), out);
}

fn identities<'r>(kind: &str, headers: impl Iterator<Item = &'r Header>, out: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &Header> = BTreeMap::new();
    for header in headers {
        let folded = header.id.to_ascii_lowercase();
        let Some(first) = seen.get(&folded) else {
            seen.insert(folded, header);
            continue;
        };
        let message = if first.id == header.id {
            format!("the {kind} `{}` has two records", header.id)
        } else {
            format!("the {kind} `{}` differs from `{}` only in capital letters", header.id, first.id)
        };
        out.push(
            Diagnostic::new(&rules::SAME_IDENTITY, header.place, message)
                .label("this file")
                .related(first.place, "and this one")
                .help("rename one of them, or put both into one file"),
        );
    }
}

fn file_names(records: &Records, out: &mut Diagnostics) {
    let diseases = records.diseases.iter().map(|r| (&r.header, &r.name));
    let therapies = records.therapies.iter().map(|r| (&r.header, &r.name));
    for (header, name) in diseases.chain(therapies) {
        let Some(text) = name.sound() else { continue };
        let expected = shape::slug(text);
        if expected != header.id {
            out.push(
                Diagnostic::new(
                    &rules::NAMED_FILE,
                    name.place,
                    format!("the file is `{}.toml`, its name asks for `{expected}.toml`", header.id),
                )
                .label("the file is named after this")
                .help("rename the file and what refers to it, or make this name an alias"),
            );
        }
    }
}

/// A name somewhere in a record.
struct Name<'r> {
    owner: &'r str,
    text: &'r str,
    place: Place,
}

fn name<'r>(header: &'r Header, text: &'r Spanned<String>) -> Option<Name<'r>> {
    Some(Name { owner: &header.id, text: text.sound()?, place: text.place })
}

fn names(records: &Records, out: &mut Diagnostics) {
    let mut genes: Vec<Name<'_>> = Vec::new();
    for r in &records.genes {
        genes.push(Name { owner: &r.header.id, text: &r.header.id, place: r.header.place });
        genes.extend(r.aliases.iter().filter_map(|a| name(&r.header, a)));
    }
    // Aliases of profiles may be shared: `TRK fusion` is three profiles. But none is the name of another.
    let profiles: Vec<Name<'_>> = records.profiles.iter().filter_map(|r| name(&r.header, &r.name)).collect();
    let of_profiles: BTreeMap<String, &Name<'_>> = profiles.iter().map(|n| (n.text.to_lowercase(), n)).collect();
    for r in &records.profiles {
        for alias in r.aliases.iter().filter_map(|a| name(&r.header, a)) {
            if let Some(first) = of_profiles.get(&alias.text.to_lowercase()) {
                both("profile", "name", &alias, first, &rules::SAME_NAME, out);
            }
        }
    }
    let mut diseases: Vec<Name<'_>> = Vec::new();
    for r in &records.diseases {
        let own = std::iter::once(&r.name).chain(&r.name_ja).chain(&r.aliases);
        diseases.extend(own.filter_map(|a| name(&r.header, a)));
    }
    let mut therapies: Vec<Name<'_>> = Vec::new();
    for r in &records.therapies {
        let own = std::iter::once(&r.name).chain(&r.name_ja).chain(&r.aliases).chain(r.brands.iter().map(|b| &b.name));
        therapies.extend(own.filter_map(|a| name(&r.header, a)));
    }
    for (kind, list) in [("gene", genes), ("profile", profiles), ("disease", diseases), ("therapy", therapies)] {
        shared(&rules::SAME_NAME, kind, "name", list, out);
    }
}

fn codes(records: &Records, out: &mut Diagnostics) {
    let numbers: Vec<(&Header, String, Place)> = records
        .genes
        .iter()
        .filter_map(|r| r.ncbi_gene.as_ref().map(|n| (&r.header, n)))
        .chain(records.profiles.iter().filter_map(|r| r.civic.as_ref().map(|n| (&r.header, n))))
        .filter(|(_, n)| n.is_sound())
        .map(|(header, n)| (header, n.value.to_string(), n.place))
        .collect();
    let numbered = |profile: bool| {
        numbers
            .iter()
            .filter(move |(header, _, _)| header.id.contains('/') == profile)
            .map(|(header, text, place)| Name { owner: &header.id, text, place: *place })
            .collect::<Vec<_>>()
    };
    let genes = || records.genes.iter();
    let diseases = || records.diseases.iter();
    let lists: [(&str, Vec<Name<'_>>); 9] = [
        ("NCBI Gene id", numbered(false)),
        ("CIViC id", numbered(true)),
        ("HGNC id", genes().filter_map(|r| name(&r.header, &r.hgnc)).collect()),
        ("Ensembl id", genes().filter_map(|r| name(&r.header, r.ensembl.as_ref()?)).collect()),
        ("DOID", diseases().filter_map(|r| name(&r.header, r.doid.as_ref()?)).collect()),
        ("NCIt code", diseases().filter_map(|r| name(&r.header, r.ncit.as_ref()?)).collect()),
        ("OncoTree code", diseases().flat_map(|r| r.oncotree.iter().filter_map(|c| name(&r.header, c))).collect()),
        ("NCIt code", records.therapies.iter().filter_map(|r| name(&r.header, r.ncit.as_ref()?)).collect()),
        ("registry id", records.trials.iter().flat_map(|r| r.ids.iter().filter_map(|c| name(&r.header, c))).collect()),
    ];
    for (what, list) in lists {
        shared(&rules::SAME_CODE, "record", what, list, out);
    }
}

/// Reports texts that two owners share. Case does not count.
fn shared(rule: &'static Rule, kind: &str, what: &str, list: Vec<Name<'_>>, out: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &Name<'_>> = BTreeMap::new();
    for item in &list {
        match seen.get(&item.text.to_lowercase()) {
            None => {
                seen.insert(item.text.to_lowercase(), item);
            }
            Some(first) => both(kind, what, item, first, rule, out),
        }
    }
}

/// Reports a text of two owners; an owner may say its own name twice.
fn both(kind: &str, what: &str, item: &Name<'_>, first: &Name<'_>, rule: &'static Rule, out: &mut Diagnostics) {
    if first.owner.eq_ignore_ascii_case(item.owner) {
        return;
    }
    out.push(
        Diagnostic::new(rule, item.place, format!("the {what} `{}` is also one of the {kind} `{}`", item.text, first.owner))
            .label(format!("of `{}` here", item.owner))
            .related(first.place, format!("of `{}` here", first.owner)),
    );
}
